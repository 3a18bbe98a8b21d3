import { ManualClock } from "@rae/driver/testing";
import { expect, test } from "vitest";
import { confirmEffect, DriverError } from "../src/index.ts";

function confirming() {
  const clock = new ManualClock();
  const deadline = new AbortController();
  return {
    clock,
    deadline,
    options: { what: "power on", clock, intervalMs: 100, signal: deadline.signal },
  };
}

test("an effect is looked for until it shows", async () => {
  const { clock, options } = confirming();
  let looks = 0;
  const pending = confirmEffect(options, async () => {
    looks += 1;
    return looks < 3 ? { still: "standby" } : { done: "on" };
  });
  await clock.advance(200);
  expect(await pending).toBe("on");
  expect(looks).toBe(3);
});

test("an effect that does not show until the deadline is a timeout that says what showed, and that the command was sent", async () => {
  const { deadline, options } = confirming();
  const pending = confirmEffect(options, async () => ({ still: "standby" }));
  deadline.abort(new DOMException("late", "TimeoutError"));
  await expect(pending).rejects.toMatchObject({
    code: "timeout",
    details: { wanted: "power on", still: "standby", sent: true },
  });
});

test("a look that fails says that the command was sent; who gives up is told nothing else", async () => {
  const { options, deadline } = confirming();
  const lost = new DriverError("link-unavailable", "unplugged", { details: { link: "serial:x" } });
  await expect(confirmEffect(options, () => Promise.reject(lost))).rejects.toMatchObject({
    code: "link-unavailable",
    details: { link: "serial:x", sent: true },
  });
  const pending = confirmEffect(options, async () => ({ still: "standby" }));
  const reason = new Error("over");
  deadline.abort(reason);
  await expect(pending).rejects.toBe(reason);
});
