import type { Clock, Logger } from "@rae/kit";
import { isPassingFailure, retryWhileBusy } from "@rae/kit/sqlite";
import {
  type Consumption,
  GroupConsumption,
  type PartitionEnd,
  type PartitionLag,
  type ReadPartition,
  type Subscription,
} from "@rae/stream";
import { recordLogFailure } from "./failure.ts";
import type { RecordLogLease } from "./lease.ts";

export interface RecordLogMemberOptions {
  readonly subscription: Subscription;
  readonly lease: RecordLogLease;
  readonly read: ReadPartition;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Partitions were given back; another member may want them. */
  readonly onReleased: () => void;
}

/** A member of a group: what its lease says it has is what its consumption works on. */
export class RecordLogMember implements Consumption {
  readonly #options: RecordLogMemberOptions;
  readonly #consumption: GroupConsumption;
  #changes: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;

  constructor(options: RecordLogMemberOptions) {
    this.#options = options;
    const { subscription, lease, read, clock, logger } = options;
    this.#consumption = new GroupConsumption({
      subscription,
      read,
      clock,
      logger,
      isOurs: () => lease.isFresh,
      commit: (offsets) => {
        const { epochs } = lease;
        return retryWhileBusy(clock, () => lease.commit(offsets, epochs)).catch(
          (error: unknown) => {
            throw recordLogFailure(error);
          },
        );
      },
    });
  }

  /** Takes what is free. @throws SQLite's error. */
  async join(): Promise<void> {
    await retryWhileBusy(this.#options.clock, () => this.#renew());
  }

  /** Renews the lease; a failure that may pass is left to the next call. */
  renew(): void {
    if (!this.#consumption.isOpen) return;
    try {
      this.#renew();
    } catch (error) {
      if (!isPassingFailure(error)) this.#consumption.fail(error);
    }
  }

  wake(partition: PartitionEnd): void {
    this.#consumption.wake(partition);
  }

  lag(): readonly PartitionLag[] {
    return this.#consumption.lag();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { clock, lease, onReleased } = this.#options;
    try {
      await this.#consumption.close();
    } finally {
      // If it cannot be given back, it runs out by itself.
      await retryWhileBusy(clock, () => lease.release()).catch(() => {});
      onReleased();
    }
  }

  #renew(): void {
    const { gained, lost } = this.#options.lease.renew();
    if (gained.length === 0 && lost.length === 0) return;
    // One change after the other: a partition that comes back waits until its old work has ended.
    this.#changes = this.#changes.then(async () => {
      await this.#consumption.revoke(lost);
      this.#consumption.assign(gained);
    });
  }
}
