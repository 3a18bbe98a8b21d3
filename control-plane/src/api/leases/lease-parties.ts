import { type Clock, DeadlineExceeded, type Logger, sleep, withDeadline } from "@rae/kit";
import {
  encodeLease,
  type Lease,
  type LeasedDevice,
  logHeaders,
  logTopics,
  RaeError,
  schemaVersion,
  toRaeError,
} from "@rae/protocol";
import { type RecordLog, RecordLogUnavailable } from "@rae/stream";
import type { LeaseParties } from "../../leasing/lease-parties.ts";
import type { CommandDesk } from "../commands/command-desk.ts";
import type { FleetWatch } from "../fleet-watch.ts";
import { armFailure } from "./arm-failure.ts";
import type { LeaseBook } from "./lease-book.ts";
import type { LeaseMetrics } from "./lease-metrics.ts";
import { armOrder, endOrder } from "./lease-orders.ts";

/** How long is waited before each try to tell an agent of an end. */
const endDelaysMs = [0, 1_000, 5_000, 15_000, 30_000, 60_000];

export interface LogLeasePartiesOptions {
  readonly desk: CommandDesk;
  readonly log: RecordLog;
  readonly watch: FleetWatch;
  readonly book: LeaseBook;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: LeaseMetrics;
  /** How long the log may take. */
  readonly appendMs: number;
}

/** Tells agents of leases by commands, and everybody else by the log. */
export class LogLeaseParties implements LeaseParties {
  readonly #options: LogLeasePartiesOptions;
  readonly #closing = new AbortController();
  readonly #background = new Set<Promise<void>>();

  constructor(options: LogLeasePartiesOptions) {
    this.#options = options;
  }

  async arm(lease: Lease, signal: AbortSignal): Promise<void> {
    const devices = devicesHeld(lease);
    for (const device of devices) this.#checkBox(device);
    const failed = new AbortController();
    const stop = AbortSignal.any([signal, failed.signal, this.#closing.signal]);
    const arm = async (device: LeasedDevice) => {
      const order = armOrder(lease, device, this.#options.clock.nowMs());
      const failure = armFailure(await this.#options.desk.ask(order, stop), device);
      if (failure !== undefined) throw failure;
    };
    try {
      await Promise.all(devices.map(arm));
    } catch (error) {
      failed.abort();
      throw error;
    }
  }

  /** Tried again for a while; an agent that never hears of it lets go when the time is over that it was armed for. */
  disarm(lease: Lease, reason: string): void {
    const told = Promise.all(devicesHeld(lease).map((device) => this.#end(lease, device, reason)));
    const done = told.then(() => {
      this.#background.delete(done);
    });
    this.#background.add(done);
  }

  async publish(lease: Lease): Promise<void> {
    const { log, clock, appendMs, book, metrics } = this.#options;
    if (lease.state === "ended" && !this.#isKnownEnded(lease.leaseId)) metrics.ended(lease);
    book.note(lease);
    const record = {
      key: lease.leaseId,
      value: encodeLease(lease),
      headers: {
        [logHeaders.receivedAtMs]: String(Math.round(clock.nowMs())),
        [logHeaders.schemaVersion]: schemaVersion,
      },
    };
    const append = (limit: AbortSignal) => log.append(logTopics.leases, [record], limit);
    try {
      await withDeadline(clock, appendMs, "the log", append);
    } catch (error) {
      const isAway = error instanceof DeadlineExceeded || error instanceof RecordLogUnavailable;
      if (!isAway) throw toRaeError(error);
      throw new RaeError("log-unavailable", "the log did not take the lease in time", {
        cause: error,
        details: { leaseId: lease.leaseId },
      });
    }
  }

  /** Lets what is being told be told. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#background);
  }

  /** Never rejects. */
  async #end(lease: Lease, device: LeasedDevice, reason: string): Promise<void> {
    const { desk, clock, logger } = this.#options;
    const { leaseId } = lease;
    let failure: unknown;
    for (const delayMs of endDelaysMs) {
      try {
        await sleep(clock, delayMs, this.#closing.signal);
        await desk.issue(endOrder(lease, device, reason));
        return;
      } catch (error) {
        failure = error;
        if (this.#closing.signal.aborted) break;
      }
    }
    const facts = { leaseId, device: device.sessionId, err: failure };
    logger.warn(facts, "agent not told that a lease is over");
  }

  /** Whoever finds an end that was not settled publishes it once more. */
  #isKnownEnded(leaseId: string): boolean {
    const { book, watch } = this.#options;
    return watch.trouble === undefined && book.get(leaseId)?.state === "ended";
  }

  /** A command for a box that is away would only use up the attempt's time. */
  #checkBox({ boxId, sessionId }: LeasedDevice): void {
    const box = this.#options.watch.index.box(boxId);
    const details = { boxId, device: sessionId };
    if (box?.presence.state !== "present") {
      throw new RaeError("lease-not-armed", `box ${boxId} is not there`, { details });
    }
    if (box.record?.status.enforcesLeases !== true) {
      throw new RaeError("lease-not-enforced", `the agent of box ${boxId} knows no leases`, {
        details,
      });
    }
  }
}

function devicesHeld({ devices }: Lease): readonly LeasedDevice[] {
  return devices.filter(({ token }) => token > 0);
}
