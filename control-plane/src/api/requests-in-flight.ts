import type { Server } from "node:http";
import { type Clock, withDeadline } from "@rae/kit";

/** Counts requests that are being answered, so that a closing server can tell when nobody is left. */
export class RequestsInFlight {
  #count = 0;
  #onIdle: (() => void) | undefined;

  watch(server: Server): void {
    server.on("request", (_request, response) => {
      this.#count += 1;
      response.on("close", () => {
        this.#count -= 1;
        if (this.#count === 0) this.#onIdle?.();
      });
    });
  }

  /** Resolves when all are answered, or after `timeoutMs`. */
  async ended(clock: Clock, timeoutMs: number): Promise<void> {
    if (this.#count === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onIdle = resolve;
    await withDeadline(clock, timeoutMs, "draining requests", () => promise).catch(() => undefined);
  }
}
