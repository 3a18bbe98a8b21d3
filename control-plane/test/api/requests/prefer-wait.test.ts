import { expect, test } from "vitest";
import { parsePreferWait } from "../../../src/api/commands/prefer-wait.ts";

const maxMs = 600_000;

test.each([
  ["wait=10", 10_000],
  ["wait=0", 0],
  ["Wait = 10", 10_000],
  ['wait="10"', 10_000],
  ["respond-async, wait=10; x=y", 10_000],
  ["wait=10, wait=20", 10_000],
  ["wait=600", maxMs],
  ["wait=601", maxMs],
  ["wait=9999999", maxMs],
  [`wait=${"9".repeat(400)}`, maxMs],
])("%s is %s ms", (header, ms) => {
  expect(parsePreferWait(header, maxMs)).toBe(ms);
});

test.each([
  [undefined],
  [""],
  ["wait"],
  ["wait="],
  ["wait=-1"],
  ["wait=1.5"],
  ["wait=0x10"],
  ["wait=1e2"],
  ["wait=soon"],
  ['wait="10'],
  ["waiting=10"],
])("%s says nothing of a time", (header) => {
  expect(parsePreferWait(header, maxMs)).toBe(undefined);
});
