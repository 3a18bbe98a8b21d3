import type { Logger } from "@rae/kit";
import type { Lease } from "@rae/protocol";
import type { FleetWatch } from "../fleet-watch.ts";
import type { LeaseBook } from "./lease-book.ts";
import type { LogLeaseParties } from "./lease-parties.ts";

/**
 * Arms running leases again at boxes that came back: an agent that was restarted treats them as lapsed until it is told. Arming what is armed
 * already changes nothing.
 */
export class RebornBoxes {
  readonly #watch: FleetWatch;
  readonly #book: LeaseBook;
  readonly #parties: LogLeaseParties;
  readonly #logger: Logger;
  /** The connection of each box for which its leases were armed last. */
  readonly #armed = new Map<string, string>();

  constructor(watch: FleetWatch, book: LeaseBook, parties: LogLeaseParties, logger: Logger) {
    this.#watch = watch;
    this.#book = book;
    this.#parties = parties;
    this.#logger = logger;
  }

  /** Whether the box is there with another connection than the one for which its leases were armed. */
  hasComeAnew(boxId: string): boolean {
    const birth = this.#birthOf(boxId);
    return birth !== undefined && this.#armed.get(boxId) !== birth;
  }

  /** Arms the running leases of a box. Those that fail are tried again by `retry`. */
  async rearm(boxId: string, signal: AbortSignal): Promise<void> {
    const birth = this.#birthOf(boxId);
    if (birth === undefined) return;
    this.#armed.set(boxId, birth);
    try {
      for (const lease of this.#heldAt(boxId)) await this.#arm(lease, boxId, signal);
    } catch (error) {
      if (this.#armed.get(boxId) === birth) this.#armed.delete(boxId);
      if (!signal.aborted) this.#logger.warn({ boxId, err: error }, "box not armed again");
    }
  }

  /** Arms again wherever that is due: where it failed, and at boxes that came back while nobody led. */
  async retry(signal: AbortSignal): Promise<void> {
    const boxIds = new Set<string>();
    for (const lease of this.#book.all()) {
      if (lease.state !== "granted") continue;
      for (const { boxId } of lease.devices) if (this.hasComeAnew(boxId)) boxIds.add(boxId);
    }
    await Promise.all([...boxIds].map((boxId) => this.rearm(boxId, signal)));
  }

  async #arm(lease: Lease, boxId: string, signal: AbortSignal): Promise<void> {
    const devices = lease.devices.filter((each) => each.boxId === boxId);
    await this.#parties.arm({ ...lease, devices }, signal);
  }

  #heldAt(boxId: string): readonly Lease[] {
    return [...this.#book.all()].filter(
      ({ state, devices }) => state === "granted" && devices.some((each) => each.boxId === boxId),
    );
  }

  #birthOf(boxId: string): string | undefined {
    const box = this.#watch.index.box(boxId);
    if (box?.record === undefined || box.presence.state !== "present") return undefined;
    return `${box.record.registryId}/${box.record.connection}`;
  }
}
