import { type Lease, type LeasedDevice, RaeError } from "@rae/protocol";
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
  readonly #deaf = new Set<string>();
  /** What is told to those that are away when they are back. */
  readonly #later = new Map<string, (() => void)[]>();
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
    this.#deaf.delete(boxId);
    if (isAway) return;
    for (const tell of this.#later.get(boxId) ?? []) tell();
    this.#later.delete(boxId);
  }

  /** The box is cut off, and whoever tells it something dies before it is back. */
  lose(boxId: string): void {
    this.cutOff(boxId);
    this.#deaf.add(boxId);
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

  async disarm({ devices }: Lease): Promise<boolean> {
    await Promise.all(devices.map((device) => this.#disarm(device)));
    return true;
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

  #disarm({ sessionId, boxId, token }: LeasedDevice): Promise<void> | undefined {
    const end = () => {
      const known = this.#armed.get(sessionId);
      if (known !== undefined && known.token <= token) {
        this.#armed.set(sessionId, { ...known, untilMs: 0 });
      }
    };
    if (!this.#away.has(boxId)) {
      end();
      return undefined;
    }
    if (this.#deaf.has(boxId)) return new Promise(() => {});
    return new Promise((resolve) => {
      const waiting = this.#later.get(boxId) ?? [];
      this.#later.set(boxId, [
        ...waiting,
        () => {
          end();
          resolve();
        },
      ]);
    });
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
