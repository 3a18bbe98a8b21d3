import { expect, test } from "vitest";
import {
  type FaceHealth,
  type HealthInput,
  type HealthRecord,
  initialHealth,
  nextHealth,
} from "../../../src/core/faces/face-health.ts";

const online: FaceHealth = { state: "online" };
const asleep: FaceHealth = { state: "asleep", code: "asleep", detail: "a" };
const offline: FaceHealth = { state: "offline", code: "timeout", detail: "o" };

const answered: HealthInput = { kind: "answered" };
const timedOut: HealthInput = { kind: "failed", code: "timeout", detail: "t" };
const sleeps: HealthInput = { kind: "failed", code: "asleep", detail: "z" };
const refused: HealthInput = { kind: "failed", code: "limited-mode", detail: "r" };
const cut: HealthInput = { kind: "link-lost", code: "link-unavailable", detail: "c" };

const rows: [string, HealthRecord, HealthInput, FaceHealth["state"], number][] = [
  ["unknown + answered", initialHealth, answered, "online", 0],
  ["unknown + first failure", initialHealth, timedOut, "unknown", 1],
  ["unknown + asleep", initialHealth, sleeps, "asleep", 0],
  ["unknown + refused", initialHealth, refused, "online", 0],
  ["unknown + link lost", initialHealth, cut, "offline", 1],
  ["online + answered", { health: online, failures: 0 }, answered, "online", 0],
  ["online + first failure", { health: online, failures: 0 }, timedOut, "online", 1],
  ["online + second failure", { health: online, failures: 1 }, timedOut, "offline", 2],
  ["online + failure, answered between", { health: online, failures: 1 }, answered, "online", 0],
  ["online + asleep", { health: online, failures: 1 }, sleeps, "asleep", 0],
  ["online + refused", { health: online, failures: 1 }, refused, "online", 0],
  ["online + link lost", { health: online, failures: 0 }, cut, "offline", 1],
  ["asleep + answered", { health: asleep, failures: 3 }, answered, "online", 0],
  ["asleep + first failure", { health: asleep, failures: 0 }, timedOut, "asleep", 1],
  ["asleep + second failure", { health: asleep, failures: 1 }, timedOut, "offline", 2],
  ["asleep + failure, asleep between", { health: asleep, failures: 1 }, sleeps, "asleep", 0],
  ["asleep + refused", { health: asleep, failures: 3 }, refused, "online", 0],
  ["asleep + link lost", { health: asleep, failures: 0 }, cut, "asleep", 1],
  ["offline + answered", { health: offline, failures: 9 }, answered, "online", 0],
  ["offline + failure", { health: offline, failures: 9 }, timedOut, "offline", 10],
  ["offline + asleep", { health: offline, failures: 9 }, sleeps, "asleep", 0],
  ["offline + refused", { health: offline, failures: 9 }, refused, "online", 0],
  ["offline + link lost", { health: offline, failures: 9 }, cut, "offline", 10],
];

test.each(rows)("%s", (_name, record, input, state, failures) => {
  const next = nextHealth(record, input);
  expect(next.health.state).toBe(state);
  expect(next.failures).toBe(failures);
});

test("a device that sleeps through many probes is still asleep after one lost packet", () => {
  const night = Array.from({ length: 100 }, () => sleeps);
  const after = [...night, timedOut].reduce(nextHealth, initialHealth);
  expect(after.health.state).toBe("asleep");
});

test("an offline face tells the code and the detail of its failure", () => {
  const { health } = nextHealth({ health: online, failures: 1 }, timedOut);
  expect(health).toEqual({ state: "offline", code: "timeout", detail: "t" });
});
