import type { Logger } from "@rae/kit";
import { type RaeError, toRaeError } from "@rae/protocol";
import type { DeviceCare } from "../ports/device-care.ts";

interface Care {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/** What comes after a lease, device by device: what ran under it settles, then the device is cared for. */
export class LeaseAftermath {
  readonly #care: DeviceCare;
  readonly #logger: Logger;
  readonly #onCaredFor: (sessionId: string) => void;
  readonly #settling = new Map<string, Promise<void>>();
  readonly #caring = new Map<string, Care>();

  constructor(care: DeviceCare, logger: Logger, onCaredFor: (sessionId: string) => void) {
    this.#care = care;
    this.#logger = logger;
    this.#onCaredFor = onCaredFor;
  }

  /** Nothing acts on the device before `aborted` has resolved. */
  settle(sessionId: string, aborted: Promise<void> | undefined): void {
    if (aborted === undefined) return;
    const settling = Promise.all([this.#settling.get(sessionId), aborted]).then(() => {
      if (this.#settling.get(sessionId) === settling) this.#settling.delete(sessionId);
    });
    this.#settling.set(sessionId, settling);
  }

  /** Resolves when what was aborted has ended; undefined if all has. */
  settling(sessionId: string): Promise<void> | undefined {
    return this.#settling.get(sessionId);
  }

  /** Whether the device is being cleaned and checked after a lease. */
  isCaring(sessionId: string): boolean {
    return this.#caring.has(sessionId);
  }

  /** Has the device cared for, unless that is under way. */
  begin(sessionId: string): void {
    if (this.#caring.has(sessionId)) return;
    const controller = new AbortController();
    const ended = this.#careFor(sessionId, controller.signal)
      .catch((error: unknown) => {
        const { code, message } = toRaeError(error);
        if (controller.signal.aborted) return;
        this.#logger.warn({ sessionId, code, reason: message }, "device not ready after a lease");
      })
      .finally(() => this.#caring.delete(sessionId));
    this.#caring.set(sessionId, { controller, ended });
  }

  /** Resolves when nothing is left to be done after the last lease, however that went. */
  async over(sessionId: string): Promise<void> {
    await this.#settling.get(sessionId);
    await this.#caring.get(sessionId)?.ended;
  }

  abort(sessionId: string, reason: RaeError): void {
    this.#caring.get(sessionId)?.controller.abort(reason);
  }

  close(reason: RaeError): void {
    for (const { controller } of this.#caring.values()) controller.abort(reason);
  }

  async #careFor(sessionId: string, signal: AbortSignal): Promise<void> {
    await this.#settling.get(sessionId);
    signal.throwIfAborted();
    await this.#care.afterLease(sessionId, signal);
    if (!signal.aborted) this.#onCaredFor(sessionId);
  }
}
