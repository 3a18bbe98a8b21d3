import { defaults, encodeOutcome, RaeError } from "@rae/protocol";
import { expect, test } from "vitest";
import { outcomeOf } from "../../../src/core/commands/command-outcome.ts";

const command = { commandId: "c1", boxId: "rae-1", sessionId: "s1" };
const document = "x".repeat(300_000);

test("an outcome says what came of its command", () => {
  const outcome = outcomeOf(command, "succeeded", 1_000, { result: { key: "up" }, durationMs: 3 });
  expect(outcome).toEqual({
    ...command,
    ...{ state: "succeeded", source: "agent", atMs: 1_000 },
    ...{ result: { key: "up" }, durationMs: 3 },
  });
});

test("a result that is larger than a message may be is told as a failure inside", () => {
  const outcome = outcomeOf(command, "succeeded", 1_000, { result: { text: document } });
  expect(outcome).toMatchObject({
    state: "failed",
    error: { code: "internal", details: { limitBytes: defaults.payloadLimitBytes } },
  });
  expect(outcome).not.toHaveProperty("result");
});

test("facts about an error that are too large give way, and its code stays", () => {
  const error = new RaeError("bad-reply", document, { details: { received: document } });
  const outcome = outcomeOf(command, "failed", 1_000, { error });
  expect(outcome).toMatchObject({ state: "failed", error: { code: "bad-reply" } });
  expect(encodeOutcome(outcome).length).toBeLessThan(2_000);
});
