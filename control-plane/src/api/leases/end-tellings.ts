import { type Clock, type Closable, type Logger, sleep } from "@rae/kit";
import type { Lease, LeasedDevice } from "@rae/protocol";
import type { CommandRecord } from "../../core/command-record.ts";
import { letGoMs } from "../../core/leases/lease-times.ts";
import type { CommandDesk } from "../commands/command-desk.ts";
import { endOrder } from "./lease-orders.ts";

/** How long is waited before each try after the first; the last one again and again. */
const againMs = [1_000, 5_000, 15_000, 30_000, 60_000];

export interface EndTellingsOptions {
  readonly desk: CommandDesk;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Telling {
  readonly token: number;
  readonly stop: AbortController;
  readonly done: Promise<boolean>;
}

/** Tells agents that leases of their devices are over, each until it confirms or has let go by itself. */
export class EndTellings implements Closable {
  readonly #options: EndTellingsOptions;
  readonly #closing = new AbortController();
  /** What each device is being told. An end is one of all lower tokens too, so that the highest is enough. */
  readonly #tellings = new Map<string, Telling>();

  constructor(options: EndTellingsOptions) {
    this.#options = options;
  }

  /** Resolves to whether the device obeys this lease no more; false: this process stopped before it was known. Never rejects. */
  tell(lease: Lease, device: LeasedDevice, reason: string): Promise<boolean> {
    const { sessionId, token } = device;
    const known = this.#tellings.get(sessionId);
    if (known !== undefined && known.token >= token) return known.done;
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.#closing.signal]);
    const done = this.#tell(lease, device, reason, signal).then((isOver) => {
      const now = this.#tellings.get(sessionId);
      if (now?.stop === stop) this.#tellings.delete(sessionId);
      else if (!isOver && now !== undefined) return now.done;
      return isOver;
    });
    this.#tellings.set(sessionId, { token, stop, done });
    known?.stop.abort();
    return done;
  }

  /** What was not confirmed is left to who finds the lease unsettled. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#tellings.values()].map(({ done }) => done));
  }

  async #tell(
    lease: Lease,
    device: LeasedDevice,
    reason: string,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { desk, clock, logger } = this.#options;
    const facts = { leaseId: lease.leaseId, device: device.sessionId };
    for (let tries = 0; !signal.aborted; tries += 1) {
      try {
        const isLetGo = clock.nowMs() >= letGoMs(lease);
        const order = endOrder(lease, device, reason);
        // Who has let go by himself is told without being waited for.
        if (isLetGo) await desk.issue(order);
        else if (!isConfirmed(await desk.ask(order, signal))) throw new Error("not confirmed");
        return true;
      } catch (error) {
        if (signal.aborted) return false;
        if (clock.nowMs() >= letGoMs(lease)) {
          logger.warn({ ...facts, err: error }, "agent not told that a lease is over");
          return true;
        }
        logger.debug({ ...facts, tries, err: error }, "end of a lease not confirmed yet");
      }
      const delayMs = againMs[Math.min(tries, againMs.length - 1)] ?? 0;
      await sleep(clock, delayMs, signal).catch(() => {});
    }
    return false;
  }
}

function isConfirmed({ state, error }: CommandRecord): boolean {
  return state === "succeeded" || error?.code === "session-ended";
}
