import { expect, test } from "vitest";
import {
  type HealthInput,
  nextDeviceHealth,
  shownHealth,
  unknownHealth,
} from "../../../src/core/health/device-health.ts";
import { healthAtStart, toStore } from "../../../src/core/health/stored-health.ts";

const failed: HealthInput = { kind: "failed", reason: "red", at: { nowMs: 5_000, random: 0 } };

function restarted(...inputs: readonly HealthInput[]) {
  const health = inputs.reduce(nextDeviceHealth, unknownHealth);
  return healthAtStart(toStore("s1", health), shownHealth(health)?.state);
}

test("a device that was ready is ready after a restart, and checked again", () => {
  const health = restarted({ kind: "begun" }, { kind: "passed", hadSteps: true });
  expect(health).toMatchObject({ verdict: "ready", due: "check", isShown: true });
});

test("a quarantine outlives a restart, with its evidence and its failures", () => {
  const health = restarted({ kind: "begun" }, failed, failed);
  expect(shownHealth(health)).toEqual({ state: "quarantined", reason: "red" });
  expect(health).toMatchObject({ due: "check", failures: 2, notBeforeMs: 0 });
});

test("a clean-up that did not end outlives a restart", () => {
  const health = restarted({ kind: "lease-ended" }, { kind: "begun" });
  expect(health).toMatchObject({ verdict: "unknown", due: "clean", running: "nothing" });
  expect(shownHealth(health)?.state).toBe("cleaning");
});

test("a clean-up that failed is quarantined after a restart, and still to be done", () => {
  const health = restarted({ kind: "lease-ended" }, { kind: "begun" }, failed);
  expect(health).toMatchObject({ verdict: "quarantined", due: "clean" });
});

test("of a device that was cleaned, only the check is done again", () => {
  const health = restarted({ kind: "lease-ended" }, { kind: "begun" }, { kind: "cleaned" });
  expect(health).toMatchObject({ verdict: "unknown", due: "check", isShown: true });
});

test("of a device without lists nothing is kept and nothing shown", () => {
  const health = restarted({ kind: "begun" }, { kind: "passed", hadSteps: false });
  expect(shownHealth(health)).toBeUndefined();
  expect(health).toEqual(unknownHealth);
});
