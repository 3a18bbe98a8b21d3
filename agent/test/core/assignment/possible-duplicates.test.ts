import { expect, test } from "vitest";
import { possibleDuplicates } from "../../../src/core/assignment/possible-duplicates.ts";

test("sessions that share a mark name each other", () => {
  const found = possibleDuplicates([
    { sessionId: "s1", marks: ["mac a", "serial 1"] },
    { sessionId: "s2", marks: ["mac b"] },
    { sessionId: "s3", marks: ["serial 1"] },
    { sessionId: "s4", marks: ["mac a"] },
  ]);
  expect(Object.fromEntries(found)).toEqual({ s1: ["s3", "s4"], s3: ["s1"], s4: ["s1"] });
});

test("a session is no duplicate of itself", () => {
  expect(possibleDuplicates([{ sessionId: "s1", marks: ["mac a", "mac a"] }]).size).toBe(0);
});
