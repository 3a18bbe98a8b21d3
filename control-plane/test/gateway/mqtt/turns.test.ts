import { expect, test } from "vitest";
import { Turns } from "../../../src/gateway/mqtt/turns.ts";

/** Turns of an event loop that a test makes pass. */
function openTurns(perTurn: number) {
  const begun: string[] = [];
  const afterTurn: (() => void)[] = [];
  const turns = new Turns<string>(
    perTurn,
    (item) => begun.push(item),
    (task) => afterTurn.push(task),
  );
  const pass = () => {
    for (const task of afterTurn.splice(0)) task();
  };
  return { turns, begun, afterTurn, pass };
}

test("what arrives alone begins at once", () => {
  const { turns, begun, pass } = openTurns(2);
  for (const item of ["a", "b", "c"]) {
    turns.push(item);
    expect(begun.at(-1)).toBe(item);
    pass();
  }
});

test("of what arrives together a few begin in each turn, in the order of arrival, and what comes later waits behind", () => {
  const { turns, begun, pass } = openTurns(2);
  for (const item of ["a", "b", "c", "d", "e"]) turns.push(item);
  expect(begun).toEqual(["a", "b"]);
  pass();
  expect(begun).toEqual(["a", "b", "c", "d"]);
  turns.push("f");
  pass();
  expect(begun).toEqual(["a", "b", "c", "d", "e", "f"]);
  expect(turns.waiting).toBe(0);
});

test("an event loop that has nothing to begin is not kept turning", () => {
  const { turns, afterTurn, pass } = openTurns(2);
  for (const item of ["a", "b", "c"]) turns.push(item);
  pass();
  pass();
  expect(afterTurn).toEqual([]);
});
