import type { ServerResponse } from "node:http";
import { toRaeError } from "@rae/protocol";
import type { FastifyReply, FastifyRequest } from "fastify";

type Asked = Pick<FastifyRequest, "principalEnded">;

/** How long a client may take to read why its stream ends. */
const lingerMs = 30_000;

/** Ends an event stream, with an event that says why, when the principal that follows it counts no more. */
export function endWithPrincipal({ principalEnded }: Asked, response: ServerResponse): void {
  const end = () => {
    const { code, message } = toRaeError(principalEnded.reason);
    const data = JSON.stringify({ code, reason: message });
    // Whoever serves the stream may write until it sees that it is closed: that goes nowhere.
    response.on("error", () => {});
    response.socket?.setTimeout(lingerMs, () => response.destroy());
    response.end(`event: closed\ndata: ${data}\n\n`);
  };
  principalEnded.addEventListener("abort", end, { once: true });
  response.once("close", () => principalEnded.removeEventListener("abort", end));
  // The head of the stream goes first.
  if (principalEnded.aborted) setImmediate(end);
}

/** A wait of a request, which ends with it, or with its principal. */
export interface RequestWait {
  /** Aborts when nobody waits any more, or nobody who may. */
  readonly signal: AbortSignal;
  /** @throws RaeError `unauthenticated` if the principal counted no more before the wait was over. */
  checkPrincipal(): void;
}

export function waitOf({ principalEnded }: Asked, { raw }: Pick<FastifyReply, "raw">): RequestWait {
  const gone = new AbortController();
  raw.once("close", () => gone.abort());
  return {
    signal: AbortSignal.any([gone.signal, principalEnded]),
    checkPrincipal() {
      if (principalEnded.aborted) throw principalEnded.reason;
    },
  };
}
