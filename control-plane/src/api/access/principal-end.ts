import type { ServerResponse } from "node:http";
import { type RaeError, toRaeError } from "@rae/protocol";
import type { FastifyReply, FastifyRequest } from "fastify";

type Asked = Pick<FastifyRequest, "principalEnded">;

/** Ends an event stream, by whoever serves it, when the principal that follows it counts no more. */
export function endWithPrincipal(
  { principalEnded }: Asked,
  response: ServerResponse,
  endStream: (why: RaeError) => void,
): void {
  const end = () => endStream(toRaeError(principalEnded.reason));
  if (principalEnded.aborted) end();
  else principalEnded.addEventListener("abort", end, { once: true });
  response.once("close", () => principalEnded.removeEventListener("abort", end));
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
