import { getEventListeners } from "node:events";
import { repeat, sleep, systemClock } from "@rae/kit";
import { eventually, ManualClock } from "@rae/kit/testing";
import { describe, expect, it, onTestFinished, vi } from "vitest";

const unexpected = (error: unknown) => {
  throw error;
};

describe("the machine's clock", () => {
  const dayMs = 86_400_000;
  const fakeTimers = () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    onTestFinished(() => void vi.useRealTimers());
  };

  it.each([24, 25, 60])("runs a task after %i days, which no single timer counts", (days) => {
    fakeTimers();
    let runs = 0;
    systemClock.schedule(days * dayMs, () => {
      runs += 1;
    });
    vi.advanceTimersByTime(days * dayMs - 1);
    expect(runs).toBe(0);
    vi.advanceTimersByTime(1);
    expect(runs).toBe(1);
  });

  it("takes back a task of a far time, however long it has waited", () => {
    fakeTimers();
    const cancel = systemClock.schedule(60 * dayMs, () => expect.unreachable());
    vi.advanceTimersByTime(40 * dayMs);
    cancel();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("sleep", () => {
  it("ends when its time has come and not before", async () => {
    const clock = new ManualClock();
    let ended = false;
    const sleeping = sleep(clock, 100).then(() => {
      ended = true;
    });
    await clock.advance(99);
    expect(ended).toBe(false);
    await clock.advance(1);
    await sleeping;
    expect(ended).toBe(true);
  });

  it("ends at once with the signal's reason, and leaves no timer", async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const sleeping = sleep(clock, 100, controller.signal);
    controller.abort(new Error("stopped"));
    await expect(sleeping).rejects.toThrow("stopped");
    expect(clock.pending).toBe(0);
  });

  it("leaves no listener on a signal that outlives it", async () => {
    const clock = new ManualClock();
    const { signal } = new AbortController();
    const sleeping = sleep(clock, 100, signal);
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    await clock.advance(100);
    await sleeping;
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("does not begin when its signal is aborted already", async () => {
    const clock = new ManualClock();
    await expect(sleep(clock, 100, AbortSignal.abort(new Error("no")))).rejects.toThrow("no");
    expect(clock.pending).toBe(0);
  });
});

describe("a repetition", () => {
  it("runs after each interval until it is stopped", async () => {
    const clock = new ManualClock();
    const runs: number[] = [];
    const stop = repeat(clock, 10, () => void runs.push(clock.monotonicMs()), unexpected);
    expect(runs).toEqual([]);
    await clock.advance(35);
    expect(runs).toEqual([10, 20, 30]);
    stop();
    await clock.advance(100);
    expect(runs).toHaveLength(3);
    expect(clock.pending).toBe(0);
  });

  it("waits for a slow task before it counts the next interval", async () => {
    const clock = new ManualClock();
    let runs = 0;
    const { promise: slow, resolve: finish } = Promise.withResolvers<void>();
    const task = () => {
      runs += 1;
      return slow;
    };
    const stop = repeat(clock, 10, task, unexpected);
    await clock.advance(50);
    expect(runs).toBe(1);
    finish();
    await clock.advance(10);
    expect(runs).toBe(2);
    stop();
  });

  it("stopped while its task runs, does not begin again", async () => {
    const clock = new ManualClock();
    const { promise: slow, resolve: finish } = Promise.withResolvers<void>();
    const stop = repeat(clock, 10, () => slow, unexpected);
    await clock.advance(10);
    stop();
    finish();
    await clock.advance(100);
    expect(clock.pending).toBe(0);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("broken");
      },
    ],
    ["rejects", () => Promise.reject(new Error("broken"))],
  ])("ends and tells of it when its task %s", async (_, task) => {
    const clock = new ManualClock();
    const errors: unknown[] = [];
    repeat(clock, 10, task, (error) => errors.push(error));
    await clock.advance(100);
    expect(errors.map(String)).toEqual(["Error: broken"]);
    expect(clock.pending).toBe(0);
  });
});

describe("the machine's clock", () => {
  it("tells wall time, and monotonic time that goes forward", () => {
    const earlierMs = Date.now();
    const nowMs = systemClock.nowMs();
    expect(nowMs).toBeGreaterThanOrEqual(earlierMs);
    expect(nowMs).toBeLessThanOrEqual(Date.now());
    const before = systemClock.monotonicMs();
    expect(systemClock.monotonicMs()).toBeGreaterThanOrEqual(before);
  });

  it("runs a task once, and not after it was cancelled", async () => {
    const ran: string[] = [];
    const cancel = systemClock.schedule(1, () => ran.push("cancelled"));
    cancel();
    cancel();
    systemClock.schedule(2, () => ran.push("kept"));
    await eventually(() => expect(ran).toEqual(["kept"]));
  });
});

describe("the system's clock", () => {
  it("takes a time that has passed for now, and Node has nothing to warn of", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => void warnings.push(warning);
    process.on("warning", onWarning);
    await new Promise<void>((resolve) => void systemClock.schedule(-5, resolve));
    // Warnings are told in a turn of their own.
    await new Promise<void>((resolve) => void systemClock.schedule(1, resolve));
    process.off("warning", onWarning);
    expect(warnings).toEqual([]);
  });
});
