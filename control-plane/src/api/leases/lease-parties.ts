import { type Clock, type Logger, sleep } from "@rae/kit";
import { encodeLease, type Lease, type LeasedDevice, logTopics, RaeError } from "@rae/protocol";
import type { RecordLog } from "@rae/stream";
import type { LeaseParties } from "../../leasing/lease-parties.ts";
import { appendInTime, stamped } from "../append-in-time.ts";
import type { CommandDesk } from "../commands/command-desk.ts";
import type { FleetWatch } from "../fleet-watch.ts";
import { armFailure } from "./arm-failure.ts";
import { EndTellings } from "./end-tellings.ts";
import type { LeaseBook } from "./lease-book.ts";
import type { LeaseMetrics } from "./lease-metrics.ts";
import { armOrder } from "./lease-orders.ts";

/** An attempt that takes longer is told to others, who try for other devices then. */
const pendingUntoldMs = 250;

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
  readonly #ends: EndTellings;

  constructor(options: LogLeasePartiesOptions) {
    this.#options = options;
    this.#ends = new EndTellings(options);
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

  async disarm(lease: Lease, reason: string): Promise<boolean> {
    const tell = (device: LeasedDevice) => this.#ends.tell(lease, device, reason);
    const told = await Promise.all(devicesHeld(lease).map(tell));
    return told.every(Boolean);
  }

  /** An attempt that is soon over is known in this process only: nobody else need hear of it. */
  async publish(lease: Lease): Promise<void> {
    const { log, clock, appendMs, book, metrics } = this.#options;
    if (lease.state === "ended" && !this.#isKnownEnded(lease.leaseId)) metrics.ended(lease);
    book.note(lease);
    if (lease.state === "pending") {
      await sleep(clock, pendingUntoldMs, this.#closing.signal);
      if (!book.isNewest(lease)) return;
    }
    const { leaseId } = lease;
    await appendInTime(logTopics.leases, [stamped(leaseId, encodeLease(lease), clock.nowMs())], {
      ...{ log, clock, limitMs: appendMs, what: "the lease", details: { leaseId } },
    });
  }

  /** What is being told is told no more. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#ends.close();
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
