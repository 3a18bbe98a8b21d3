import fc from "fast-check";
import { expect, test } from "vitest";
import { type DeviceRow, modelOf } from "../../../src/core/fleet-index-row.ts";
import { chooseDevices, type DeviceChoice } from "../../../src/core/match/choose-devices.ts";
import { rowWith } from "./sample-rows.ts";

const pool = fc
  .array(
    fc.record({
      box: fc.constantFrom("box-1", "box-2", "box-3"),
      model: fc.option(fc.constantFrom("A", "B", "C"), { nil: undefined }),
    }),
    { maxLength: 8 },
  )
  .map((devices) =>
    devices.map(({ box, model }, index) =>
      rowWith(model === undefined ? {} : { "model.name": model }, {
        sessionId: `session-${index}`,
        boxId: box,
      }),
    ),
  );
const choice: fc.Arbitrary<DeviceChoice> = fc.record(
  {
    count: fc.integer({ min: 1, max: 4 }),
    sameBox: fc.boolean(),
    distinct: fc.constantFrom("model", "model.name"),
  },
  { requiredKeys: ["count"] },
);

function fits(rows: readonly DeviceRow[], { sameBox, distinct }: DeviceChoice): boolean {
  const boxes = new Set(rows.map(({ record }) => record.boxId));
  const models = new Set(rows.map(({ record }) => modelOf(record)));
  if (sameBox === true && boxes.size > 1) return false;
  return distinct === undefined || (models.size === rows.length && !models.has(undefined));
}

function subsets(rows: readonly DeviceRow[], count: number): readonly DeviceRow[][] {
  if (count === 0) return [[]];
  return rows.flatMap((row, index) =>
    subsets(rows.slice(index + 1), count - 1).map((rest) => [row, ...rest]),
  );
}

/** Numbers from 0 up to 1, the same for the same seed. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test("a set is found if and only if there is one, and what is chosen fits", () => {
  fc.assert(
    fc.property(pool, choice, fc.nat(), (rows, wanted, seed) => {
      const chosen = chooseDevices(rows, wanted, seeded(seed));
      const exists = subsets(rows, wanted.count).some((set) => fits(set, wanted));
      expect(chosen !== undefined).toBe(exists);
      const found = chosen ?? [];
      expect(new Set(found).size).toBe(exists ? wanted.count : 0);
      expect(found.every((row) => rows.includes(row))).toBe(true);
      expect(fits(found, wanted)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("who asks at the same time is spread over all sets that fit", () => {
  const model = (name: string) => ({ "model.name": name });
  const rows = [
    rowWith(model("A"), { sessionId: "a1" }),
    rowWith(model("A"), { sessionId: "a2" }),
    rowWith(model("B"), { sessionId: "b1" }),
    rowWith(model("B"), { sessionId: "b2", boxId: "box-2" }),
    rowWith(model("C"), { sessionId: "c2", boxId: "box-2" }),
  ];
  const random = seeded(7);
  const wanted = { count: 2, sameBox: true, distinct: "model" };
  const seen = new Set(
    Array.from({ length: 200 }, () =>
      chooseDevices(rows, wanted, random)
        ?.map(({ record }) => record.sessionId)
        .sort()
        .join(" "),
    ),
  );
  expect([...seen].sort()).toEqual(["a1 b1", "a2 b1", "b2 c2"]);
});

test("distinct by an attribute tells apart values of different types and lists", () => {
  const values = ["1", 1, true, ["1"]];
  const rows = values.map((value, index) =>
    rowWith({ "x.rack": value }, { sessionId: `session-${index}` }),
  );
  const chosen = chooseDevices(rows, { count: 4, distinct: "x.rack" }, seeded(1));
  expect(chosen).toHaveLength(4);
});
