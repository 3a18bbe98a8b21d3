import { DeadlineExceeded } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import { expect, test } from "vitest";
import { abortedError, isTimeUp } from "../src/aborted.ts";

test.each([
  ["a deadline of ours", new DeadlineExceeded("the probe", 10)],
  ["a deadline of the platform", new DOMException("late", "TimeoutError")],
])("%s is a timeout that says what was waited for", (_name, reason) => {
  const signal = AbortSignal.abort(reason);
  expect(isTimeUp(signal)).toBe(true);
  expect(abortedError(signal, "no answer")).toMatchObject({
    code: "timeout",
    message: "no answer",
    cause: reason,
  });
});

test("a decision to stop stays what it was", () => {
  const reason = new RaeError("shutting-down", "stop");
  const signal = AbortSignal.abort(reason);
  expect(isTimeUp(signal)).toBe(false);
  expect(abortedError(signal, "no answer")).toBe(reason);
});

test("a signal that is not aborted is not late", () => {
  expect(isTimeUp(new AbortController().signal)).toBe(false);
});
