/** A key press that a device obeyed, as its contender saw it. Times are of one monotonic clock, milliseconds. */
export interface ObeyedPress {
  readonly deviceId: string;
  readonly leaseId: string;
  readonly token: number;
  readonly askedMs: number;
  readonly answeredMs: number;
}

/** A device that obeyed a lease after it had obeyed a later one. */
export interface Violation {
  readonly deviceId: string;
  readonly older: ObeyedPress;
  readonly newer: ObeyedPress;
}

/**
 * Where a device obeyed two: a press under a lower token was asked for after one under a higher token had been answered, or two
 * leases had the same token. What overlaps in time is no proof, as the device may have done them in either order.
 */
export function findViolations(presses: readonly ObeyedPress[]): readonly Violation[] {
  const violations: Violation[] = [];
  for (const ofDevice of Map.groupBy(presses, ({ deviceId }) => deviceId).values()) {
    violations.push(...violationsOf(ofDevice));
  }
  return violations;
}

function violationsOf(presses: readonly ObeyedPress[]): readonly Violation[] {
  const violations: Violation[] = [];
  const leaseOf = new Map<number, ObeyedPress>();
  const answered = presses.toSorted((a, b) => a.answeredMs - b.answeredMs);
  let next = 0;
  let highest: ObeyedPress | undefined;
  for (const press of presses.toSorted((a, b) => a.askedMs - b.askedMs)) {
    for (let done = answered[next]; done !== undefined; done = answered[next]) {
      if (done.answeredMs >= press.askedMs) break;
      if (highest === undefined || done.token > highest.token) highest = done;
      next += 1;
    }
    const { deviceId, token, leaseId } = press;
    if (highest !== undefined && highest.token > token) {
      violations.push({ deviceId, older: press, newer: highest });
    }
    const same = leaseOf.get(token);
    if (same === undefined) leaseOf.set(token, press);
    else if (same.leaseId !== leaseId) violations.push({ deviceId, older: same, newer: press });
  }
  return violations;
}
