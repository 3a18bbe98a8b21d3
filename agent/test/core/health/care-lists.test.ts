import { expect, test } from "vitest";
import { careLists, stepsFor, wakesFirst } from "../../../src/core/health/care-lists.ts";

const info = { capability: "info", command: "get" };
const state = { capability: "power", command: "state" };
const on = { capability: "power", command: "on" };
const always = () => true;

test("a device that several drivers serve is checked as all of them say, each step once", () => {
  const { check } = careLists(undefined, [{ check: [info, state] }, undefined, { check: [info] }]);
  expect(stepsFor(check, always)).toEqual([info, state]);
});

test("a driver may press the same key twice", () => {
  const { cleanUp } = careLists(undefined, [{ cleanUp: [on, on] }]);
  expect(stepsFor(cleanUp, always)).toEqual([on, on]);
});

test("the lab file's lists stand in place of the drivers', each for itself", () => {
  const driver = { check: [info], cleanUp: [on] };
  const { check, cleanUp } = careLists({ check: [] }, [driver]);
  expect(stepsFor(check, always)).toEqual([]);
  expect(stepsFor(cleanUp, always)).toEqual([on]);
});

test("a driver's step is left out where the device does not offer it; the operator's stays", () => {
  const offers = (capability: string) => capability === "info";
  expect(stepsFor(careLists(undefined, [{ check: [info, state] }]).check, offers)).toEqual([info]);
  expect(stepsFor(careLists({ check: [state] }, []).check, offers)).toEqual([state]);
});

test("a clean-up that begins with power.on can wake a device", () => {
  expect(wakesFirst([on, info])).toBe(true);
  expect(wakesFirst([info, on])).toBe(false);
  expect(wakesFirst([])).toBe(false);
});
