import { ManualClock } from "@rae/kit/testing";
import { describe, expect, it } from "vitest";

describe("a manual clock", () => {
  it("stands still until it is moved", async () => {
    const clock = new ManualClock(5000);
    expect([clock.nowMs(), clock.monotonicMs()]).toEqual([5000, 0]);
    await clock.advance(30);
    expect([clock.nowMs(), clock.monotonicMs()]).toEqual([5030, 30]);
  });

  it("runs what falls due in the order of time, then of scheduling, each at its own time", async () => {
    const clock = new ManualClock(0);
    const ran: string[] = [];
    const at = (delayMs: number, name: string) =>
      clock.schedule(delayMs, () => ran.push(`${name} at ${clock.nowMs()}`));
    at(20, "c");
    at(10, "a");
    at(10, "b");
    at(31, "late");
    await clock.advance(30);
    expect(ran).toEqual(["a at 10", "b at 10", "c at 20"]);
    expect(clock.pending).toBe(1);
  });

  it("runs what a task or a promise behind it schedules within the same advance", async () => {
    const clock = new ManualClock(0);
    const ran: number[] = [];
    clock.schedule(10, () => {
      Promise.resolve().then(() => clock.schedule(10, () => ran.push(clock.nowMs())));
    });
    await clock.advance(25);
    expect(ran).toEqual([20]);
  });

  it("does not run what was cancelled, also by an earlier task", async () => {
    const clock = new ManualClock();
    const ran: string[] = [];
    const cancel = clock.schedule(20, () => ran.push("cancelled"));
    clock.schedule(10, cancel);
    await clock.advance(50);
    expect(ran).toEqual([]);
  });

  it("takes a delay below zero as none", async () => {
    const clock = new ManualClock(0);
    const ran: number[] = [];
    clock.schedule(-5, () => ran.push(clock.nowMs()));
    await clock.advance(0);
    expect(ran).toEqual([0]);
  });
});
