import { type DeviceCommand, leaseCapability, RaeError } from "@rae/protocol";

interface Held {
  readonly token: number;
  /** Undefined once it is over. */
  readonly leaseId: string | undefined;
  readonly untilMs: number;
}

/** What a virtual box knows of leases: enough to obey them as an agent does, in memory alone. */
export class LoadLeases {
  readonly #held = new Map<string, Held>();

  /**
   * Takes a command of the control plane at a time of a monotonic clock.
   * @throws RaeError `leased`, `lease-lost` as an agent does.
   */
  take({ sessionId, capability, command, lease }: DeviceCommand, nowMs: number): void {
    const held = this.#held.get(sessionId);
    if (lease === undefined) {
      if (held?.leaseId === undefined || nowMs >= held.untilMs) return;
      throw new RaeError("leased", "the device is leased", { details: { leaseId: held.leaseId } });
    }
    const { leaseId, token, remainingMs } = lease;
    const isOver = held?.token === token && held.leaseId === undefined;
    const isEnd = capability === leaseCapability && command === "end";
    if (held !== undefined && token < held.token) {
      if (isEnd) return;
      throw new RaeError("lease-lost", "a later lease has the device", { details: { leaseId } });
    }
    if (isEnd) {
      this.#held.set(sessionId, { token, leaseId: undefined, untilMs: 0 });
      return;
    }
    const isNew = held === undefined || token > held.token;
    const renews = capability === leaseCapability || isNew;
    if (isOver || (!renews && nowMs >= held.untilMs)) {
      throw new RaeError("lease-lost", "the lease is over", { details: { leaseId } });
    }
    if (renews) this.#held.set(sessionId, { token, leaseId, untilMs: nowMs + remainingMs });
  }
}
