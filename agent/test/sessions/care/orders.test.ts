import { expect, test } from "vitest";
import { CaredBox } from "./cared-box.ts";

const check = { capability: "health", command: "check" };
const release = { capability: "health", command: "release" };

test("a device is checked when somebody asks for it, and the outcome says how it is", async () => {
  const box = new CaredBox();
  const sessionId = await box.begin();
  box.power = "off";
  await box.command(sessionId, "c1", check);
  expect(box.states("c1")).toEqual(["succeeded"]);
  const reason = 'check step 1 power.state: expected state "on", and it was "off"';
  expect(box.uplink.outcomes.at(-1)?.result).toEqual({ state: "quarantined", reason });
  expect(box.healthStates).toEqual(["ready", "checking", "quarantined"]);
  box.power = "on";
  await box.command(sessionId, "c2", check);
  expect(box.uplink.outcomes.at(-1)?.result).toEqual({ state: "ready", reason: "" });
});

test("a device is released from quarantine by hand, without a check, and stays so", async () => {
  const box = new CaredBox();
  box.power = "off";
  const sessionId = await box.begin();
  await box.command(sessionId, "c1", release);
  expect(box.states("c1")).toEqual(["succeeded"]);
  expect(box.health).toEqual({ state: "ready", reason: undefined });
  await box.clock.advance(3_600_000);
  expect(box.ran).toEqual(["power.state"]);
  expect(box.health.state).toBe("ready");
});

test("a repeated order is answered with its outcome", async () => {
  const box = new CaredBox();
  const sessionId = await box.begin();
  await box.command(sessionId, "c1", check);
  await box.command(sessionId, "c1", check);
  expect(box.ran).toEqual(["power.state", "power.state"]);
  expect(box.states("c1").at(-1)).toBe("succeeded");
});

test.each([
  ["of a session that is not open", { ...check, sessionId: "no-such" }, "rejected session-ended"],
  ["that this version does not know", { ...check, command: "heal" }, "rejected unsupported"],
  ["with parameters", { ...check, parameters: { now: true } }, "rejected invalid-parameters"],
  ["without time left", { ...check, remainingMs: 0 }, "expired expired"],
])("an order %s is refused", async (_name, order, state) => {
  const box = new CaredBox();
  const sessionId = await box.begin();
  await box.command(sessionId, "c1", order);
  expect(box.states("c1")).toEqual([state]);
  expect(box.ran).toEqual(["power.state"]);
});

test("a device that is not there cannot be checked now", async () => {
  const box = new CaredBox();
  const sessionId = await box.begin();
  box.discovery.gone(box.face.faceId, "unplugged");
  await box.clock.advance(10);
  await box.command(sessionId, "c1", check);
  expect(box.states("c1")).toEqual(["rejected unreachable"]);
});

test("a check that takes longer than its order may is told as late, and goes on", async () => {
  const box = new CaredBox();
  const sessionId = await box.begin();
  const answer = Promise.withResolvers<never>();
  box.failures.set("power.state", () => answer.promise);
  await box.command(sessionId, "c1", { ...check, remainingMs: 1_000 });
  await box.clock.advance(2_000);
  expect(box.states("c1")).toEqual(["failed timeout"]);
  answer.resolve(undefined as never);
  await box.clock.advance(10);
  expect(box.health.state).toBe("ready");
});
