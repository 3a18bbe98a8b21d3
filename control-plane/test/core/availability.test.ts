import { expect, test } from "vitest";
import { availabilityOf } from "../../src/core/availability.ts";
import type { BoxRow } from "../../src/core/fleet-index-boxes.ts";
import type { AvailabilityWord } from "../../src/core/fleet-index-row.ts";
import type { DeviceState } from "../../src/core/presence.ts";
import {
  sampleBox,
  sampleDevice,
  sampleGrantedLease,
  sampleStatus,
  sampleTimeMs,
} from "../../src/testing/index.ts";

interface Situation {
  readonly state?: DeviceState;
  readonly presence?: BoxRow["presence"]["state"];
  readonly enforces?: boolean;
  readonly isLeased?: boolean;
  readonly health?: string;
  readonly reason?: string;
}

function judge(situation: Situation) {
  const { state = "online", presence = "present", enforces = true } = situation;
  const status = enforces ? { ...sampleStatus, enforcesLeases: true as const } : sampleStatus;
  const box: BoxRow = {
    boxId: "box-1",
    record: sampleBox({ status }),
    presence: { state: presence },
    sinceMs: undefined,
    tenant: "default",
  };
  const { health, reason } = situation;
  const said = { "health.state": health, "health.reason": reason };
  const attributes = Object.fromEntries(
    Object.entries(said).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, { value, observedAtMs: sampleTimeMs }]],
    ),
  );
  const lease = situation.isLeased === true ? sampleGrantedLease() : undefined;
  return availabilityOf(sampleDevice({ attributes }), state, box, lease);
}

test.each<readonly [AvailabilityWord, string | undefined, Situation]>([
  ["available", undefined, {}],
  ["available", undefined, { health: "ready" }],
  ["available", undefined, { health: "a word of a newer agent" }],
  ["asleep", "it is asleep", { state: "asleep" }],
  ["checking", "its check is under way", { health: "checking", state: "asleep" }],
  ["cleaning", "it is being cleaned after a lease", { health: "cleaning", state: "asleep" }],
  ["cleaning", "it sleeps", { health: "cleaning", reason: "it sleeps", state: "asleep" }],
  [
    "absent",
    "it is offline, and is cleaned up after its last lease when it is back",
    { health: "cleaning", state: "offline" },
  ],
  ["quarantined", "quarantined: no answer", { health: "quarantined", reason: "no answer" }],
  ["quarantined", "quarantined", { health: "quarantined", state: "asleep" }],
  [
    "leased",
    "leased by job-1 until 2023-11-14T22:14:20.000Z",
    { isLeased: true, health: "quarantined", state: "asleep" },
  ],
  [
    "absent",
    "the agent of its box does not enforce leases",
    { enforces: false, isLeased: true, health: "quarantined" },
  ],
  ["absent", "it is offline", { state: "offline", isLeased: true, enforces: false }],
  ["absent", "its box has not told its state", { state: "unknown" }],
  ["absent", "its box is away", { presence: "lost", state: "unknown", isLeased: true }],
  ["absent", "its box is away", { presence: "unknown", state: "unknown" }],
])("%s (%s): %o", (word, reason, situation) => {
  expect(judge(situation)).toEqual({ word, reason });
});

test("all devices of a lease share one text", () => {
  const lease = sampleGrantedLease();
  const status = { ...sampleStatus, enforcesLeases: true as const };
  const presence = { state: "present" } as const;
  const record = sampleBox({ status });
  const box = { boxId: "box-1", record, presence, sinceMs: undefined, tenant: "default" };
  const of = () => availabilityOf(sampleDevice(), "online", box, lease);
  expect(of()).toBe(of());
});
