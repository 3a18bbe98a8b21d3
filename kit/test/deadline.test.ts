import { getEventListeners } from "node:events";
import { DeadlineExceeded, withDeadline } from "@rae/kit";
import { ManualClock } from "@rae/kit/testing";
import { describe, expect, it } from "vitest";

const never = () => new Promise<never>(() => {});

describe("a deadline", () => {
  it("ends a wait that ignores its signal", async () => {
    const clock = new ManualClock();
    const waiting = withDeadline(clock, 50, "waiting", never);
    const outcome = expect(waiting).rejects.toBeInstanceOf(DeadlineExceeded);
    await clock.advance(50);
    await outcome;
  });

  it("gives the task's result and leaves no timer behind", async () => {
    const clock = new ManualClock();
    await expect(withDeadline(clock, 50, "work", async () => 7)).resolves.toBe(7);
    expect(clock.pending).toBe(0);
  });

  it("ends with the parent's reason when the parent aborts", async () => {
    const parent = new AbortController();
    const waiting = withDeadline(new ManualClock(), 50, "waiting", never, parent.signal);
    parent.abort(new Error("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
  });

  it("does not begin its task when the parent is aborted already", async () => {
    const begun: string[] = [];
    const work = async () => void begun.push("begun");
    const parent = AbortSignal.abort(new Error("stopped"));
    await expect(withDeadline(new ManualClock(), 50, "work", work, parent)).rejects.toThrow(
      "stopped",
    );
    expect(begun).toEqual([]);
  });

  it("aborts the task's signal with the reason that it ends with", async () => {
    const clock = new ManualClock();
    const reasons: unknown[] = [];
    const work = (signal: AbortSignal) => {
      signal.addEventListener("abort", () => reasons.push(signal.reason));
      return never();
    };
    const waiting = withDeadline(clock, 50, "waiting", work).catch((error: unknown) => error);
    await clock.advance(50);
    const reason = await waiting;
    expect(reasons).toEqual([reason]);
    expect(String(reason)).toBe("DeadlineExceeded: waiting took longer than 50 ms");
  });

  it("leaves no listener on a parent that outlives it", async () => {
    const { signal } = new AbortController();
    await withDeadline(new ManualClock(), 50, "work", async () => 7, signal);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});
