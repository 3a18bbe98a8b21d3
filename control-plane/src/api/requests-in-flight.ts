import type { IncomingMessage, Server } from "node:http";
import { type Clock, withDeadline } from "@rae/kit";

/** Knows the requests that are being answered, so that a closing server can tell when nobody is left. */
export class RequestsInFlight {
  readonly #requests = new Set<IncomingMessage>();
  #onEnd: (() => void) | undefined;

  watch(server: Server): void {
    server.on("request", (request, response) => {
      this.#requests.add(request);
      response.on("close", () => {
        this.#requests.delete(request);
        this.#onEnd?.();
      });
    });
  }

  /** Resolves when all that came whole are answered, or after `timeoutMs`; nobody works on one that has still to be sent. */
  async ended(clock: Clock, timeoutMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onEnd = () => {
      if (![...this.#requests].some(({ complete }) => complete)) resolve();
    };
    this.#onEnd();
    await withDeadline(clock, timeoutMs, "draining requests", () => promise).catch(() => undefined);
  }
}
