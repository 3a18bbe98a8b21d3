import type { Observation } from "@rae/driver";
import { array, assert, constantFrom, dictionary, oneof, property, record } from "fast-check";
import { expect, test } from "vitest";
import { tellsTheSame } from "../../../src/core/faces/same-observation.ts";

const names = constantFrom("model.name", "power.state", "x.a", "__proto__");
const values = oneof(constantFrom("a", "b", 1, 2, true), array(constantFrom("a", "b")));
const observations = record({
  attributes: dictionary(names, values),
  removed: array(names, { maxLength: 2 }),
  recalled: array(names, { maxLength: 2 }),
  keys: array(record({ kind: constantFrom("mac", "usn"), value: constantFrom("a", "b") })),
});

const before: Observation = {
  attributes: { "model.name": "Ultra", "x.list": ["a", "b"] },
  removed: ["app.active"],
  recalled: [],
  keys: [{ kind: "mac", value: "a" }],
};

test("what is told again is the same, in whatever order, and what is told otherwise is not", () => {
  assert(
    property(observations, observations, (one, other) => {
      const order = ({ attributes, ...rest }: typeof one) =>
        JSON.stringify([Object.entries(attributes).toSorted(), rest]);
      const copy = structuredClone(one);
      expect(tellsTheSame(copy, one)).toBe(true);
      expect(tellsTheSame(other, one)).toBe(order(other) === order(one));
    }),
  );
});

test("what is left out is empty", () => {
  const plain: Observation = { attributes: {}, removed: [], recalled: [], keys: [] };
  expect(tellsTheSame({ attributes: {} }, plain)).toBe(true);
  expect(tellsTheSame({}, plain)).toBe(false);
});

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["null", null],
  ["a list", []],
  ["attributes that are a list", { ...before, attributes: [] }],
  ["a value as text", { ...before, attributes: { "model.name": "Ultra", "x.list": "a,b" } }],
  ["a value that is no number", { ...before, attributes: { "model.name": Number.NaN } }],
  ["keys that are none", { ...before, keys: [null] }],
  [
    "a list of keys that is none",
    { ...before, keys: { length: 1, 0: { kind: "mac", value: "a" } } },
  ],
  ["parts", { ...before, parts: {} }],
  [
    "what cannot be read",
    {
      ...before,
      get attributes() {
        throw new Error("not now");
      },
    },
  ],
])("%s is not the same", (_what, told) => {
  expect(tellsTheSame(told, before)).toBe(false);
});
