import { describe, expect, test } from "vitest";
import {
  type DeviceHealth,
  type HealthInput,
  isReady,
  maxLosses,
  nextDeviceHealth,
  shownHealth,
  unknownHealth,
} from "../../../src/core/health/device-health.ts";

const at = { nowMs: 1_000, random: 0 };
const inputs = {
  "lease-ended": { kind: "lease-ended" },
  "check-asked": { kind: "check-asked" },
  doubt: { kind: "doubt" },
  released: { kind: "released" },
  begun: { kind: "begun" },
  cleaned: { kind: "cleaned" },
  passed: { kind: "passed", hadSteps: true },
  "passed without steps": { kind: "passed", hadSteps: false },
  failed: { kind: "failed", reason: "power.state: red", at },
  lost: { kind: "lost", reason: "unreachable", at },
  "crowded-out": { kind: "crowded-out", at },
} as const satisfies Record<string, HealthInput>;
type Name = keyof typeof inputs;

function after(...names: readonly Name[]): DeviceHealth {
  return names.reduce<DeviceHealth>(
    (health, name) => nextDeviceHealth(health, inputs[name]),
    unknownHealth,
  );
}

/** What is shown, what is due, what runs, and whether the device may be handed out. */
function summary(health: DeviceHealth): string {
  const { due, running } = health;
  const shown = shownHealth(health)?.state ?? "-";
  return `${shown} due:${due} runs:${running}${isReady(health) ? " ready" : ""}`;
}

const states = {
  new: [],
  "in its first check": ["begun"],
  ready: ["begun", "passed"],
  "without lists": ["begun", "passed without steps"],
  "in a check asked for": ["begun", "passed", "check-asked", "begun"],
  "to be cleaned": ["begun", "passed", "lease-ended"],
  "in its clean-up": ["begun", "passed", "lease-ended", "begun"],
  "in the check after it": ["begun", "passed", "lease-ended", "begun", "cleaned"],
  "in quarantine": ["begun", "failed"],
  "in quarantine, unclean": ["begun", "passed", "lease-ended", "begun", "failed"],
  "in quarantine, checked again": ["begun", "failed", "begun"],
} as const satisfies Record<string, readonly Name[]>;

/** Every state with every input: what follows. */
function table(): Record<string, Record<string, string>> {
  return Object.fromEntries(
    Object.entries(states).map(([state, past]) => [
      `${state}: ${summary(after(...past))}`,
      Object.fromEntries(
        Object.keys(inputs).map((input) => [input, summary(after(...past, input as Name))]),
      ),
    ]),
  );
}

describe("the health of a device", () => {
  test("follows from every state and every input", () => {
    expect(table()).toMatchInlineSnapshot(`
      {
        "in a check asked for: checking due:check runs:check": {
          "begun": "checking due:check runs:check",
          "check-asked": "checking due:check runs:nothing",
          "cleaned": "checking due:check runs:check",
          "crowded-out": "checking due:check runs:nothing",
          "doubt": "checking due:check runs:nothing",
          "failed": "quarantined due:check runs:nothing",
          "lease-ended": "cleaning due:clean runs:nothing",
          "lost": "checking due:check runs:nothing",
          "passed": "ready due:nothing runs:nothing ready",
          "passed without steps": "ready due:nothing runs:nothing ready",
          "released": "ready due:nothing runs:nothing ready",
        },
        "in its clean-up: cleaning due:clean runs:clean": {
          "begun": "cleaning due:clean runs:clean",
          "check-asked": "cleaning due:clean runs:nothing",
          "cleaned": "checking due:check runs:check",
          "crowded-out": "cleaning due:clean runs:nothing",
          "doubt": "cleaning due:clean runs:nothing",
          "failed": "quarantined due:clean runs:nothing",
          "lease-ended": "cleaning due:clean runs:nothing",
          "lost": "cleaning due:clean runs:nothing",
          "passed": "ready due:nothing runs:nothing ready",
          "passed without steps": "ready due:nothing runs:nothing ready",
          "released": "ready due:nothing runs:nothing ready",
        },
        "in its first check: - due:check runs:check": {
          "begun": "- due:check runs:check",
          "check-asked": "checking due:check runs:nothing",
          "cleaned": "- due:check runs:check",
          "crowded-out": "- due:check runs:nothing",
          "doubt": "- due:check runs:nothing",
          "failed": "quarantined due:check runs:nothing",
          "lease-ended": "cleaning due:clean runs:nothing",
          "lost": "- due:check runs:nothing",
          "passed": "ready due:nothing runs:nothing ready",
          "passed without steps": "- due:nothing runs:nothing ready",
          "released": "ready due:nothing runs:nothing ready",
        },
        "in quarantine, checked again: quarantined due:check runs:check": {
          "begun": "quarantined due:check runs:check",
          "check-asked": "quarantined due:check runs:nothing",
          "cleaned": "quarantined due:check runs:check",
          "crowded-out": "quarantined due:check runs:nothing",
          "doubt": "quarantined due:check runs:nothing",
          "failed": "quarantined due:check runs:nothing",
          "lease-ended": "quarantined due:clean runs:nothing",
          "lost": "quarantined due:check runs:nothing",
          "passed": "ready due:nothing runs:nothing ready",
          "passed without steps": "ready due:nothing runs:nothing ready",
          "released": "ready due:nothing runs:nothing ready",
        },
        "in quarantine, unclean: quarantined due:clean runs:nothing": {
          "begun": "quarantined due:clean runs:clean",
          "check-asked": "quarantined due:clean runs:nothing",
          "cleaned": "quarantined due:check runs:nothing",
          "crowded-out": "quarantined due:clean runs:nothing",
          "doubt": "quarantined due:clean runs:nothing",
          "failed": "quarantined due:clean runs:nothing",
          "lease-ended": "quarantined due:clean runs:nothing",
          "lost": "quarantined due:clean runs:nothing",
          "passed": "ready due:nothing runs:nothing ready",
          "passed without steps": "ready due:nothing runs:nothing ready",
          "released": "ready due:nothing runs:nothing ready",
        },
        "in quarantine: quarantined due:check runs:nothing": {
          "begun": "quarantined due:check runs:check",
          "check-asked": "quarantined due:check runs:nothing",
          "cleaned": "quarantined due:check runs:nothing",
          "crowded-out": "quarantined due:check runs:nothing",
          "doubt": "quarantined due:check runs:nothing",
          "failed": "quarantined due:check runs:nothing",
          "lease-ended": "quarantined due:clean runs:nothing",
          "lost": "quarantined due:check runs:nothing",
          "passed": "ready due:nothing runs:nothing ready",
          "passed without steps": "ready due:nothing runs:nothing ready",
          "released": "ready due:nothing runs:nothing ready",
        },
        "in the check after it: checking due:check runs:check": {
          "begun": "checking due:check runs:check",
          "check-asked": "checking due:check runs:nothing",
          "cleaned": "checking due:check runs:check",
          "crowded-out": "checking due:check runs:nothing",
          "doubt": "checking due:check runs:nothing",
          "failed": "quarantined due:check runs:nothing",
          "lease-ended": "cleaning due:clean runs:nothing",
          "lost": "checking due:check runs:nothing",
          "passed": "ready due:nothing runs:nothing ready",
          "passed without steps": "ready due:nothing runs:nothing ready",
          "released": "ready due:nothing runs:nothing ready",
        },
        "new: - due:check runs:nothing": {
          "begun": "- due:check runs:check",
          "check-asked": "checking due:check runs:nothing",
          "cleaned": "- due:check runs:nothing",
          "crowded-out": "- due:check runs:nothing",
          "doubt": "- due:check runs:nothing",
          "failed": "quarantined due:check runs:nothing",
          "lease-ended": "cleaning due:clean runs:nothing",
          "lost": "- due:check runs:nothing",
          "passed": "ready due:nothing runs:nothing ready",
          "passed without steps": "- due:nothing runs:nothing ready",
          "released": "ready due:nothing runs:nothing ready",
        },
        "ready: ready due:nothing runs:nothing ready": {
          "begun": "ready due:nothing runs:nothing ready",
          "check-asked": "checking due:check runs:nothing",
          "cleaned": "ready due:check runs:nothing ready",
          "crowded-out": "ready due:nothing runs:nothing ready",
          "doubt": "ready due:check runs:nothing ready",
          "failed": "quarantined due:check runs:nothing",
          "lease-ended": "cleaning due:clean runs:nothing",
          "lost": "ready due:nothing runs:nothing ready",
          "passed": "ready due:nothing runs:nothing ready",
          "passed without steps": "ready due:nothing runs:nothing ready",
          "released": "ready due:nothing runs:nothing ready",
        },
        "to be cleaned: cleaning due:clean runs:nothing": {
          "begun": "cleaning due:clean runs:clean",
          "check-asked": "cleaning due:clean runs:nothing",
          "cleaned": "checking due:check runs:nothing",
          "crowded-out": "cleaning due:clean runs:nothing",
          "doubt": "cleaning due:clean runs:nothing",
          "failed": "quarantined due:clean runs:nothing",
          "lease-ended": "cleaning due:clean runs:nothing",
          "lost": "cleaning due:clean runs:nothing",
          "passed": "ready due:nothing runs:nothing ready",
          "passed without steps": "ready due:nothing runs:nothing ready",
          "released": "ready due:nothing runs:nothing ready",
        },
        "without lists: - due:nothing runs:nothing ready": {
          "begun": "- due:nothing runs:nothing ready",
          "check-asked": "checking due:check runs:nothing",
          "cleaned": "- due:check runs:nothing ready",
          "crowded-out": "- due:nothing runs:nothing ready",
          "doubt": "- due:check runs:nothing ready",
          "failed": "quarantined due:check runs:nothing",
          "lease-ended": "cleaning due:clean runs:nothing",
          "lost": "- due:nothing runs:nothing ready",
          "passed": "ready due:nothing runs:nothing ready",
          "passed without steps": "- due:nothing runs:nothing ready",
          "released": "ready due:nothing runs:nothing ready",
        },
      }
    `);
  });

  test("shows nothing of a first check but how it ends", () => {
    expect(shownHealth(after("begun"))).toBeUndefined();
    expect(shownHealth(after("begun", "passed"))).toEqual({ state: "ready", reason: "" });
  });

  test("has the evidence of a failure, until a check passes", () => {
    const failed = after("begun", "failed");
    expect(shownHealth(failed)).toEqual({ state: "quarantined", reason: "power.state: red" });
    const passed = nextDeviceHealth(nextDeviceHealth(failed, inputs.begun), inputs.passed);
    expect(shownHealth(passed)).toEqual({ state: "ready", reason: "" });
  });

  test("waits twice as long after each failure, at most half an hour", () => {
    let health = after("begun");
    const waits: number[] = [];
    for (let failures = 0; failures < 9; failures += 1) {
      health = nextDeviceHealth(health, inputs.failed);
      waits.push((health.notBeforeMs - at.nowMs) / 1_000);
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1_800, 1_800, 1_800]);
  });

  test("draws a part of each wait at random", () => {
    const failed = { ...inputs.failed, at: { nowMs: 0, random: 1 } };
    expect(nextDeviceHealth(unknownHealth, failed).notBeforeMs).toBe(24_000);
  });

  test("does not suffer from a device that goes away while it is checked, but from one that does so again and again", () => {
    const names = Array.from({ length: maxLosses - 1 }, () => ["begun", "lost"] as const).flat();
    const lost = after(...names);
    expect(shownHealth(lost)).toBeUndefined();
    expect(lost.due).toBe("check");
    expect(shownHealth(nextDeviceHealth(lost, inputs.lost))).toEqual({
      ...{ state: "quarantined", reason: "unreachable" },
    });
  });

  test("is never ready between a lease and the check after its clean-up", () => {
    const leased = ["begun", "passed", "lease-ended"] as const;
    for (const more of [
      [],
      ["begun"],
      ["begun", "cleaned"],
      ["begun", "lost"],
      ["doubt"],
    ] as const) {
      expect(isReady(after(...leased, ...more))).toBe(false);
    }
    expect(isReady(after(...leased, "begun", "cleaned", "passed"))).toBe(true);
  });
});
