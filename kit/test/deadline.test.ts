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
});
