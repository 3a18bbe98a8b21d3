import { describe, expect, test } from "vitest";
import { untilAborted } from "../../../src/testing/fake-driver.ts";
import { DeviceBox } from "../device-box.ts";
import { CaredBox, care } from "./cared-box.ts";

const asset = { asset: "tv-17", usn: "u1" };

describe("a device that attaches", () => {
  test("is checked, and one event says that it is ready", async () => {
    const box = new CaredBox();
    const sessionId = await box.begin();
    expect(box.ran).toEqual(["power.state"]);
    expect(box.health).toEqual({ state: "ready", reason: undefined });
    expect(box.kinds(sessionId)).toEqual(["Attached", "AttributesChanged"]);
    await box.clock.advance(60_000);
    expect(box.ran).toEqual(["power.state"]);
  });

  test("and that has no list shows nothing of its health", async () => {
    const box = new DeviceBox();
    await box.start();
    await box.plug(box.network("192.0.2.7", "u1"));
    expect(box.only.values).not.toHaveProperty(["health.state"]);
    expect(box.kinds(box.only.sessionId)).toEqual(["Attached"]);
  });

  test("and fails its check is quarantined with the evidence, and checked again with growing pauses until it passes", async () => {
    const box = new CaredBox();
    box.power = "off";
    await box.begin();
    const reason = 'check step 1 power.state: expected state "on", and it was "off"';
    expect(box.health).toEqual({ state: "quarantined", reason });
    const checks: number[] = [];
    for (let second = 1; second <= 240; second += 1) {
      const before = box.ran.length;
      await box.clock.advance(1_000);
      if (box.ran.length > before) checks.push(second);
    }
    // By 30, 60 and 120 s less the part that is drawn at random, a tenth here.
    expect(checks).toEqual([27, 81, 189]);
    box.power = "on";
    await box.clock.advance(240_000);
    expect(box.health).toEqual({ state: "ready", reason: undefined });
    expect(box.healthStates).toEqual(["quarantined", "ready"]);
  });

  test("and does not answer a step in 30 s is quarantined", async () => {
    const box = new CaredBox();
    const { run } = box.device(box.face);
    box.device(box.face).run = (...call) =>
      call[0] === "power" ? untilAborted(call[3]) : (run?.(...call) ?? untilAborted(call[3]));
    await box.begin();
    await box.clock.advance(29_000);
    expect(box.health.state).toBeUndefined();
    await box.clock.advance(2_000);
    expect(box.health).toEqual({
      state: "quarantined",
      reason: expect.stringContaining("check step 1 power.state: timeout: "),
    });
  });

  test("is quarantined when its steps take more than two minutes in all", async () => {
    const step = { capability: "power", command: "state" };
    const box = new CaredBox({}, { check: Array.from({ length: 10 }, () => step) });
    box.device(box.face).run = async (_capability, _command, _parameters, signal) => {
      await new Promise((resolve, reject) => {
        box.clock.schedule(20_000, () => resolve(undefined));
        signal.addEventListener("abort", () => reject(signal.reason));
      });
      return { result: { state: "on" } };
    };
    await box.begin();
    for (let second = 0; second < 125; second += 5) await box.clock.advance(5_000);
    expect(box.health).toEqual({
      state: "quarantined",
      reason: "check step 6 power.state: clean-up and check took more than 120 s",
    });
  });

  test("is quarantined when another answers than the session's device", async () => {
    const box = new CaredBox({}, { check: [{ capability: "info", command: "get" }] });
    const serial = (value: string) => ({ attributes: { "identity.serial": value }, keys: [] });
    box.device(box.face).probe = async () => serial("4711");
    box.device(box.face).run = async () => ({ result: { attributes: serial("0815").attributes } });
    await box.begin();
    expect(box.health.reason).toBe(
      'check step 1 info.get: another device answered: identity.serial is "0815", and was "4711"',
    );
  });

  test("is not quarantined when it goes away while it is checked, but checked when it is back", async () => {
    const box = new CaredBox();
    const { probe } = box.device(box.face);
    const away = async () => {
      throw Object.assign(new Error("gone"), { code: "unreachable" });
    };
    box.failing("power.state", "unreachable", "no route");
    const sessionId = await box.begin();
    box.device(box.face).probe = away;
    await box.clock.advance(120_000);
    expect(box.health.state).toBeUndefined();
    expect(box.kinds(sessionId)).not.toContain("Detached");
    const before = box.ran.length;
    box.failures.clear();
    box.device(box.face).probe = probe;
    await box.clock.advance(60_000);
    expect(box.ran.length).toBe(before + 1);
    expect(box.health.state).toBe("ready");
  });

  test("is quarantined when it goes away at every check, though it answers probes", async () => {
    const box = new CaredBox();
    box.failing("power.state", "unreachable", "no route");
    await box.begin();
    await box.clock.advance(30_000);
    expect(box.health).toEqual({
      state: "quarantined",
      reason: "check step 1 power.state: unreachable: no route",
    });
  });

  test("is checked as the lab file says, in place of its driver", async () => {
    const box = new CaredBox();
    await box.begin([{ ...asset, check: [{ capability: "app", command: "list" }] }]);
    expect(box.ran).toEqual(["app.list"]);
    expect(box.health.state).toBe("ready");
  });

  test("is quarantined when the lab file has a step that it does not offer", async () => {
    const box = new CaredBox();
    await box.begin([{ ...asset, check: [{ capability: "console", command: "read" }] }]);
    expect(box.health.reason).toContain("check step 1 console.read: unsupported: ");
  });

  test("is checked again when another lab file gives other steps, and not when it gives the same", async () => {
    const box = new CaredBox();
    await box.begin([asset]);
    box.agent.setLab([{ ...asset }]);
    await box.clock.advance(10);
    expect(box.ran).toEqual(["power.state"]);
    box.agent.setLab([{ ...asset, check: [{ capability: "app", command: "list" }] }]);
    await box.clock.advance(10);
    expect(box.ran).toEqual(["power.state", "app.list"]);
    expect(box.healthStates).toEqual(["ready"]);
  });

  test("leaves quarantine when another lab file takes the step away at which it failed", async () => {
    const box = new CaredBox();
    box.power = "off";
    await box.begin([asset]);
    expect(box.health.state).toBe("quarantined");
    box.agent.setLab([{ ...asset, check: [] }]);
    await box.clock.advance(10);
    expect(box.health).toEqual({ state: "ready", reason: undefined });
  });

  test("waits for its turn behind a command of a client, and is not blamed for the wait", async () => {
    const box = new CaredBox({}, { check: [] });
    const sessionId = await box.begin([asset]);
    box.failures.set("power.on", () => untilAborted(AbortSignal.timeout(2 ** 30)));
    await box.command(sessionId, "c1", { remainingMs: 80_000 });
    box.agent.setLab([{ ...asset, check: care.check }]);
    await box.clock.advance(70_000);
    expect(box.ran).toEqual(["power.on"]);
    expect(box.healthStates).toEqual([]);
    for (let second = 0; second < 30; second += 1) await box.clock.advance(1_000);
    expect(box.ran).toEqual(["power.on", "power.state"]);
    expect(box.health.state).toBe("ready");
  });
});

describe("after a restart of the agent", () => {
  test("a device that was ready is checked again, and no event tells of it", async () => {
    const box = new CaredBox();
    const sessionId = await box.begin();
    await box.stop();
    await box.start();
    await box.plug(box.face);
    expect(box.ran).toEqual(["power.state", "power.state"]);
    expect(box.kinds(sessionId)).toEqual(["Attached", "AttributesChanged"]);
  });

  test("a quarantine stands with its evidence until a check passes, and the pauses go on growing", async () => {
    const box = new CaredBox();
    box.power = "off";
    await box.begin();
    await box.clock.advance(60_000);
    await box.stop();
    await box.start();
    expect(box.health.state).toBe("quarantined");
    await box.plug(box.face);
    const before = box.ran.length;
    await box.clock.advance(100_000);
    expect(box.ran.length).toBe(before);
    await box.clock.advance(20_000);
    expect(box.ran.length).toBe(before + 1);
    box.power = "on";
    await box.clock.advance(240_000);
    expect(box.health.state).toBe("ready");
  });
});
