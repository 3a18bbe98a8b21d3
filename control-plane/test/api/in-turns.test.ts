import { type Clock, systemClock } from "@rae/kit";
import { expect, test } from "vitest";
import { inTurns } from "../../src/api/in-turns.ts";

/** Every look at it takes a millisecond. */
function tiringClock(): Clock {
  let ms = 0;
  return { ...systemClock, monotonicMs: () => ms++ };
}

const pieces = [
  [1, 2, 3],
  [4, 5],
].map((piece) => Array.from({ length: 10 }, () => piece).flat());

test("every item is visited once, in order, and others have their turn meanwhile", async () => {
  const visited: number[] = [];
  let visitedAtTurn = 0;
  setImmediate(() => {
    visitedAtTurn = visited.length;
  });
  await inTurns(pieces, (item) => visited.push(item), tiringClock(), new AbortController().signal);
  expect(visited).toEqual(pieces.flat());
  expect(visitedAtTurn).toBeGreaterThan(0);
  expect(visitedAtTurn).toBeLessThan(visited.length);
});

test("the walk ends early when nobody waits for it any more", async () => {
  const gone = new AbortController();
  let visited = 0;
  const visit = () => {
    visited += 1;
    gone.abort();
  };
  await inTurns(pieces, visit, tiringClock(), gone.signal);
  expect(visited).toBeLessThan(pieces.flat().length);
});
