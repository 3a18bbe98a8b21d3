import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type BoxTime,
  type DeviceLease,
  leaseAfterRestart,
  recordOf,
} from "../../../src/core/leases/device-lease.ts";
import {
  armLease,
  endLease,
  hearOfLease,
  lapseLease,
} from "../../../src/core/leases/lease-changes.ts";
import { refusalOf } from "../../../src/core/leases/lease-refusal.ts";

interface Step {
  readonly kind: "arm" | "end" | "command" | "unleased" | "restart";
  readonly token: number;
  readonly remainingMs: number;
  readonly afterMs: number;
}

const label = { holder: "", purpose: "", shownUntilMs: 0 };

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom("arm", "end", "command", "command", "unleased", "restart"),
  token: fc.integer({ min: 1, max: 6 }),
  remainingMs: fc.integer({ min: 0, max: 50 }),
  afterMs: fc.integer({ min: 0, max: 30 }),
});

/** Of two leases: odd tokens are the one's, even ones the other's. */
const named = ({ token, remainingMs }: Step) => ({
  leaseId: token % 2 === 1 ? "a" : "b",
  ...{ token, remainingMs },
});

function changed(known: DeviceLease | undefined, step: Step, time: BoxTime) {
  try {
    if (step.kind === "arm") return armLease(known, named(step), label, time);
  } catch {
    return known;
  }
  if (step.kind === "end") return endLease(known, named(step), "released", time);
  if (step.kind === "command") return hearOfLease(known, named(step), time);
  if (step.kind === "restart") return known && leaseAfterRestart(recordOf(known), time);
  return known;
}

/** What the rules say of the newest lease, in other words than the code does. */
class LeaseModel {
  token = 0;
  #state: "none" | "runs" | "in-doubt" | "lapsed" | "ended" = "none";
  #untilMs = 0;
  /** What is kept over a restart. */
  #keptMs = 0;

  obeyedAt(nowMs: number): number[] {
    return this.#state === "runs" && nowMs < this.#untilMs ? [this.token] : [];
  }

  take({ kind, token, remainingMs }: Step, nowMs: number): void {
    const isOpen = this.#state === "runs" || this.#state === "in-doubt";
    if (isOpen && nowMs >= this.#untilMs) this.#state = "lapsed";
    const isNewer = token > this.token;
    const isSame = token === this.token;
    if (kind === "end" && (isNewer || isSame)) {
      this.token = token;
      this.#state = "ended";
    }
    if (kind === "arm" && (isNewer || (isSame && this.#state !== "ended"))) {
      this.#run(token, remainingMs, nowMs);
    }
    if (kind === "command" && remainingMs > 0) {
      if (isNewer || (isSame && this.#state === "in-doubt")) this.#run(token, remainingMs, nowMs);
      else if (isSame && this.#state === "runs" && nowMs + remainingMs > this.#untilMs) {
        this.#untilMs = nowMs + remainingMs;
        this.#keptMs = Math.max(this.#keptMs, remainingMs);
      }
    }
    if (kind === "restart" && (this.#state === "runs" || this.#state === "in-doubt")) {
      this.#state = "in-doubt";
      this.#untilMs = nowMs + this.#keptMs;
    }
  }

  #run(token: number, remainingMs: number, nowMs: number): void {
    this.token = token;
    this.#state = "runs";
    this.#untilMs = nowMs + remainingMs;
    this.#keptMs = remainingMs;
  }
}

test("in any order and repetition, exactly the lease is obeyed that the rules say: one that lapsed only after it was armed again", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let known: DeviceLease | undefined;
      let nowMs = 0;
      const model = new LeaseModel();
      for (const each of steps) {
        nowMs += each.afterMs;
        const time = { monotonicMs: nowMs, wallMs: 1_000 - nowMs };
        if (known !== undefined) known = lapseLease(known, time);
        known = changed(known, each, time);
        model.take(each, nowMs);
        const obeyed = [1, 2, 3, 4, 5, 6].filter((token) => {
          const lease = { leaseId: token % 2 === 1 ? "a" : "b", token };
          return refusalOf(known, lease, { monotonicMs: nowMs, requireLease: false }) === undefined;
        });
        expect(obeyed).toEqual(model.obeyedAt(nowMs));
      }
    }),
    { numRuns: 5_000 },
  );
});

test("in any order and repetition, no lower, no lower token is obeyed after a higher one, none after its end, and nobody else while one is", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let known: DeviceLease | undefined;
      let nowMs = 0;
      let highest = 0;
      const ended = new Set<number>();
      for (const each of steps) {
        nowMs += each.afterMs;
        const time = { monotonicMs: nowMs, wallMs: 1_000 - nowMs };
        if (known !== undefined) known = lapseLease(known, time);
        known = changed(known, each, time);
        const { kind, token, remainingMs } = each;
        if (kind === "arm" || kind === "end" || (kind === "command" && remainingMs > 0)) {
          highest = Math.max(highest, token);
        }
        if (kind === "end") for (let lower = 1; lower <= token; lower += 1) ended.add(lower);
        const obeys = (lease: { leaseId: string; token: number } | undefined) =>
          refusalOf(known, lease, { monotonicMs: nowMs, requireLease: false }) === undefined;
        const obeyed = [1, 2, 3, 4, 5, 6].filter((each) =>
          ["a", "b"].some((leaseId) => obeys({ leaseId, token: each })),
        );
        expect(obeyed.filter((each) => each < highest || ended.has(each))).toEqual([]);
        expect(obeyed.length + (obeys(undefined) ? 1 : 0)).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 2_000 },
  );
});
