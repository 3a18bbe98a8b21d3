import type { ObeyedCommand } from "@rae/simulator";

interface Drive {
  readonly leaseId: string;
  readonly token: number;
}

/** What virtual devices did under which lease, in the order in which each did it. */
export class DrivenDevices {
  readonly #last = new Map<string, Drive>();
  readonly #leaseOf = new Map<string, string>();
  readonly #faults: string[] = [];
  #count = 0;

  /** Commands that were done under a lease. */
  get count(): number {
    return this.#count;
  }

  /** Each device that obeyed an earlier lease after a later one, or two leases under one token, in words. */
  get faults(): readonly string[] {
    return this.#faults;
  }

  note({ sessionId, lease }: ObeyedCommand): void {
    if (lease === undefined) return;
    this.#count += 1;
    const { leaseId, token } = lease;
    const last = this.#last.get(sessionId);
    if (last !== undefined && last.token > token) {
      this.#faults.push(
        `${sessionId} obeyed ${JSON.stringify(lease)} after ${JSON.stringify(last)}`,
      );
    }
    const key = `${sessionId} ${token}`;
    const other = this.#leaseOf.get(key) ?? leaseId;
    if (other !== leaseId) this.#faults.push(`${key} was of ${other} and of ${leaseId}`);
    this.#leaseOf.set(key, leaseId);
    this.#last.set(sessionId, { leaseId, token });
  }
}
