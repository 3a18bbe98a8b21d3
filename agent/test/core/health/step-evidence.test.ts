import { expect, test } from "vitest";
import {
  careReason,
  differenceOf,
  stepPlace,
  strangerOf,
} from "../../../src/core/health/step-evidence.ts";

test("a step is named with its list, its place and what it sent", () => {
  const press = { capability: "remote-control", command: "press", parameters: { key: "home" } };
  expect(stepPlace("cleanUp", 1, press)).toBe('cleanUp step 2 remote-control.press {"key":"home"}');
  expect(stepPlace("check", 0, { capability: "power", command: "state" })).toBe(
    "check step 1 power.state",
  );
});

test("a reason is cut to a bounded length, and between characters", () => {
  const reason = careReason("check step 1", "😀".repeat(5_000));
  expect(reason.length).toBeLessThanOrEqual(1_000);
  expect(reason.isWellFormed()).toBe(true);
});

test.each([
  ["an equal value", { state: "on" }, { state: "on", more: 1 }, undefined],
  ["another value", { state: "on" }, { state: "off" }, 'expected state "on", and it was "off"'],
  ["no value", { state: "on" }, {}, 'expected state "on", and it was missing'],
  ["an equal list", { keys: ["a"] }, { keys: ["a"] }, undefined],
  [
    "another list",
    { keys: ["a"] },
    { keys: ["a", "b"] },
    'expected keys ["a"], and it was ["a","b"]',
  ],
  ["null", { app: null }, { app: null }, undefined],
  ["an object for null", { app: null }, { app: {} }, "expected app null, and it was {}"],
  ["an object's fields", { app: { appId: "12" } }, { app: { appId: "12", name: "N" } }, undefined],
  [
    "an object's other field",
    { attributes: { "power.state": "on" } },
    { attributes: { "power.state": "off" } },
    'expected power.state "on", and it was "off"',
  ],
  [
    "null for an object",
    { app: { appId: "12" } },
    { app: null },
    'expected app {"appId":"12"}, and it was null',
  ],
])("a result is held against what was expected: %s", (_name, expected, result, difference) => {
  expect(differenceOf(expected, result)).toBe(difference);
});

test("another device is known by its serial number or its name, and not by its MAC", () => {
  const known = (name: string) => ({ [name]: { value: "A", observedAtMs: 0 } });
  const told = (name: string) => ({ attributes: { [name]: "B" } });
  expect(strangerOf(known("identity.serial"), told("identity.serial"))).toBe(
    'another device answered: identity.serial is "B", and was "A"',
  );
  expect(strangerOf(known("identity.usn"), told("identity.usn"))).toContain("another device");
  expect(strangerOf(known("identity.mac"), told("identity.mac"))).toBeUndefined();
  expect(strangerOf({}, told("identity.serial"))).toBeUndefined();
  expect(strangerOf(known("identity.serial"), { attributes: {} })).toBeUndefined();
});
