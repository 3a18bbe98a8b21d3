import { type Lease, RaeError } from "@rae/protocol";
import type { LeaseParties } from "../../src/leasing/lease-parties.ts";

/** What an agent obeys for one device. */
interface Armed {
  readonly token: number;
  readonly leaseId: string;
  /** By the agent's clock; 0: it has let go. */
  readonly untilMs: number;
}

/** A lease as it was when the device obeyed it. */
export interface Drive {
  readonly sessionId: string;
  readonly token: number;
  readonly leaseId: string;
}

/**
 * All agents of a fleet: each device obeys its highest token alone, and only for a time. Notes every action that a device did, with
 * the token that it did it under.
 */
export class FakeAgents implements LeaseParties {
  readonly published: Lease[] = [];
  readonly drives: Drive[] = [];
  readonly #nowMs: () => number;
  readonly #armed = new Map<string, Armed>();
  readonly #away = new Set<string>();
  /** Called while an arm is under way, after the agents obey it. */
  onArmed: (lease: Lease) => void | Promise<void> = () => {};
  publishFails = false;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The box is cut off, or back. */
  cutOff(boxId: string, isAway = true): void {
    if (isAway) this.#away.add(boxId);
    else this.#away.delete(boxId);
  }

  async arm(lease: Lease): Promise<void> {
    const nowMs = this.#nowMs();
    const remainingMs = lease.state === "granted" ? lease.untilMs - nowMs : lease.ttlMs;
    for (const { sessionId, boxId, token } of lease.devices) {
      const known = this.#armed.get(sessionId);
      if (this.#away.has(boxId) || (known !== undefined && known.token > token)) {
        throw new RaeError("lease-not-armed", `${boxId} did not confirm`);
      }
      const { leaseId } = lease;
      this.#armed.set(sessionId, { token, leaseId, untilMs: nowMs + remainingMs });
    }
    await this.onArmed(lease);
  }

  disarm({ devices }: Lease): void {
    for (const { sessionId, token } of devices) {
      const known = this.#armed.get(sessionId);
      if (known !== undefined && known.token <= token) {
        this.#armed.set(sessionId, { ...known, untilMs: 0 });
      }
    }
  }

  async publish(lease: Lease): Promise<void> {
    if (this.publishFails) throw new RaeError("internal", "the log is away");
    this.published.push(lease);
  }

  /** Sends a command under the lease to each of its devices; resolves to whether all obeyed. */
  drive({ leaseId, devices }: Lease): boolean {
    const obeys = devices.map(({ sessionId, token }) => {
      const armed = this.#armed.get(sessionId);
      if (armed?.token !== token || armed.leaseId !== leaseId) return false;
      if (this.#nowMs() >= armed.untilMs) return false;
      this.drives.push({ sessionId, token, leaseId });
      return true;
    });
    return obeys.every(Boolean);
  }

  /** Who has the device now. */
  holderOf(sessionId: string): string | undefined {
    const armed = this.#armed.get(sessionId);
    return armed !== undefined && this.#nowMs() < armed.untilMs ? armed.leaseId : undefined;
  }

  /** Devices that obeyed two leases under one token, or a lower token after a higher one, in words. */
  faults(): readonly string[] {
    const last = new Map<string, Drive>();
    const faults: string[] = [];
    for (const drive of this.drives) {
      const before = last.get(drive.sessionId);
      const isSame = before?.token === drive.token && before.leaseId !== drive.leaseId;
      if (before !== undefined && (isSame || before.token > drive.token)) {
        faults.push(`${drive.sessionId}: ${JSON.stringify(before)}, then ${JSON.stringify(drive)}`);
      }
      last.set(drive.sessionId, drive);
    }
    return faults;
  }
}
