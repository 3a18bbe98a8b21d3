import { DriverError, sentError } from "@rae/driver";
import { encodeCommand, RaeError } from "@rae/protocol";
import { describe, expect, test } from "vitest";
import type { Face } from "../../src/core/faces/face.ts";
import { untilAborted } from "../../src/testing/fake-driver.ts";
import { DeviceBox } from "./device-box.ts";

/** A box with one network device; `ran` lists the commands that reached its driver. */
async function boxWithDevice() {
  const box = new DeviceBox();
  await box.start();
  const face = box.network("192.0.2.7", "u1");
  const ran: string[] = [];
  box.device(face).run = async (capability, command) => {
    ran.push(`${capability}.${command}`);
    return { result: { state: "on" } };
  };
  await box.plug(face);
  return { box, face, ran, sessionId: box.only.sessionId };
}

function freeze(box: DeviceBox, face: Face): void {
  box.device(face).run = (_capability, _command, _parameters, signal) => untilAborted(signal);
}

function states(box: DeviceBox, commandId: string): string[] {
  return box.uplink.outcomes
    .filter((outcome) => outcome.commandId === commandId)
    .map(({ state, error }) => (error === undefined ? state : `${state} ${error.code}`));
}

describe("a command", () => {
  test("that acts is told as started, then as succeeded with its result", async () => {
    const { box, ran, sessionId } = await boxWithDevice();
    await box.command(sessionId, "c1");
    expect(ran).toEqual(["power.on"]);
    expect(states(box, "c1")).toEqual(["started", "succeeded"]);
    expect(box.uplink.outcomes[1]).toMatchObject({
      ...{ sessionId, boxId: "rae-1", source: "agent", result: { state: "on" } },
    });
  });

  test("that only asks leaves its outcome alone", async () => {
    const { box, sessionId } = await boxWithDevice();
    await box.command(sessionId, "c1", { command: "state" });
    expect(states(box, "c1")).toEqual(["succeeded"]);
  });

  test.each([
    ["for a session that is not open", { sessionId: "no-such" }, "session-ended"],
    ["of an unknown capability", { capability: "laundry" }, "unsupported"],
    ["that its capability does not have", { command: "explode" }, "unsupported"],
    ["that the device does not offer", { capability: "console", command: "read" }, "unsupported"],
    ["with parameters that do not fit", { parameters: { now: 1 } }, "invalid-parameters"],
  ])("%s is rejected", async (_name, more, code) => {
    const { box, ran, sessionId } = await boxWithDevice();
    await box.command(sessionId, "c1", more);
    expect(states(box, "c1")).toEqual([`rejected ${code}`]);
    expect(ran).toEqual([]);
  });

  test("that comes without time left is expired and does nothing", async () => {
    const { box, ran, sessionId } = await boxWithDevice();
    await box.command(sessionId, "c1", { remainingMs: 0 });
    expect(states(box, "c1")).toEqual(["expired expired"]);
    expect(ran).toEqual([]);
  });

  test("to a frozen device fails with timeout at its deadline", async () => {
    const { box, face, sessionId } = await boxWithDevice();
    freeze(box, face);
    await box.command(sessionId, "c1");
    await box.clock.advance(9_900);
    expect(states(box, "c1")).toEqual(["started"]);
    await box.clock.advance(100);
    expect(states(box, "c1")).toEqual(["started", "failed timeout"]);
  });

  test.each(["asleep", "refused", "limited-mode", "busy", "bad-reply", "unreachable"] as const)(
    "that the device answers with %s fails with it",
    async (code) => {
      const { box, face, sessionId } = await boxWithDevice();
      box.device(face).run = async () => {
        throw new RaeError(code, "said by the device", { details: { said: "no" } });
      };
      await box.command(sessionId, "c1");
      expect(states(box, "c1")).toEqual(["started", `failed ${code}`]);
      expect(box.uplink.outcomes[1]?.error).toMatchObject({
        message: "said by the device",
        details: { said: "no" },
      });
    },
  );

  test("whose request went out and whose answer did not come is unknown, and not to be sent again", async () => {
    const { box, face, sessionId } = await boxWithDevice();
    box.device(face).run = async () => {
      throw new DriverError("bad-reply", "hung up", { details: { sent: true, request: "POST /" } });
    };
    await box.command(sessionId, "c1");
    expect(states(box, "c1")).toEqual(["started", "unknown outcome-unknown"]);
    expect(box.uplink.outcomes[1]?.error).toMatchObject({
      message: "hung up",
      details: { sent: true, request: "POST /", code: "bad-reply" },
    });
  });

  test("whose deadline comes while the answer is outstanding is unknown, if the driver says that the request went out", async () => {
    const { box, face, sessionId } = await boxWithDevice();
    box.device(face).run = (_capability, _command, _parameters, signal) =>
      untilAborted(signal).catch((error: unknown) => {
        throw sentError(new DriverError("timeout", "no answer to ka", { cause: error }));
      });
    await box.command(sessionId, "c1");
    await box.clock.advance(10_000);
    expect(states(box, "c1")).toEqual(["started", "unknown outcome-unknown"]);
    expect(box.uplink.outcomes[1]?.error).toMatchObject({ message: "no answer to ka" });
  });

  test("that only reads fails as its driver says, whether or not its request went out", async () => {
    const { box, face, sessionId } = await boxWithDevice();
    box.device(face).run = async () => {
      throw new DriverError("timeout", "no answer", { details: { sent: true } });
    };
    await box.command(sessionId, "c1", { command: "state" });
    expect(states(box, "c1")).toEqual(["failed timeout"]);
  });

  test("to a device that is gone fails with unreachable and the reason", async () => {
    const { box, face, sessionId } = await boxWithDevice();
    box.discovery.gone(face.faceId, "byebye");
    await box.command(sessionId, "c1");
    expect(states(box, "c1")).toEqual(["started", "failed unreachable"]);
    expect(box.uplink.outcomes[1]?.error?.message).toBe("the device is not there: gone: byebye");
  });

  test("that tells something of the device changes its record before the next probe", async () => {
    const { box, face, sessionId } = await boxWithDevice();
    box.device(face).run = async () => ({
      result: { state: "on" },
      observation: { attributes: { "power.state": "on" }, keys: [] },
    });
    await box.command(sessionId, "c1");
    expect(box.only.values["power.state"]).toBe("on");
  });

  test("goes by the face that answers", async () => {
    const box = new DeviceBox();
    const devices = [box.network("192.0.2.7", "u1"), box.network("192.0.2.8", "u2")] as const;
    await box.start([
      { asset: "tv-17", usn: "u1" },
      { asset: "tv-17", usn: "u2" },
    ]);
    box.device(devices[0]).probe = async () => {
      throw new RaeError("asleep", "in standby");
    };
    freeze(box, devices[0]);
    await box.plug(...devices);
    await box.command(box.only.sessionId, "c1");
    expect(states(box, "c1")).toEqual(["started", "succeeded"]);
  });
});

describe("commands of one device", () => {
  test("run one after the other, and those of another do not wait", async () => {
    const { box, face, sessionId } = await boxWithDevice();
    const { promise, resolve } = Promise.withResolvers<void>();
    box.device(face).run = async () => {
      await promise;
      return { result: { state: "on" } };
    };
    await box.plug(box.serial("console-1"));
    const other = [...box.fleet.keys()].find((id) => id !== sessionId) ?? "";
    await box.command(sessionId, "c1");
    await box.command(sessionId, "c2");
    await box.command(other, "c3", { capability: "info", command: "get" });
    expect(states(box, "c2")).toEqual([]);
    expect(states(box, "c3")).toEqual(["succeeded"]);
    resolve();
    await box.clock.advance(10);
    expect(states(box, "c2")).toEqual(["started", "succeeded"]);
  });

  test("wait only for those on the same face: a console on the cable does not hold up a key press on the network", async () => {
    const box = new DeviceBox();
    await box.start([{ asset: "tv-17", serial: "/dev/console-1", usn: "u1" }]);
    const cable = box.serial("console-1");
    await box.plug(cable, box.network("192.0.2.7", "u1"));
    const { sessionId } = box.only;
    const { promise, resolve } = Promise.withResolvers<void>();
    box.device(cable).run = async () => {
      await promise;
      return { result: { output: "", match: "", position: 0 } };
    };
    const run = { capability: "console", command: "run", parameters: { line: "a", expect: "b" } };
    await box.command(sessionId, "c1", run);
    await box.command(sessionId, "c2", run);
    await box.command(sessionId, "c3");
    expect(states(box, "c1")).toEqual(["started"]);
    expect(states(box, "c2")).toEqual([]);
    expect(states(box, "c3")).toEqual(["started", "succeeded"]);
    resolve();
    await box.clock.advance(10);
    expect(states(box, "c2")).toEqual(["started", "succeeded"]);
  });

  test("go by the face that is there when their turn comes", async () => {
    const box = new DeviceBox();
    await box.start([
      { asset: "tv-17", usn: "u1" },
      { asset: "tv-17", usn: "u2" },
    ]);
    const first = box.network("192.0.2.7", "u1");
    const second = box.network("192.0.2.8", "u2");
    await box.plug(first);
    const { sessionId } = box.only;
    freeze(box, first);
    await box.command(sessionId, "c1");
    await box.command(sessionId, "c2");
    await box.plug(second);
    box.discovery.gone(first.faceId, "unplugged");
    await box.clock.advance(10_000);
    expect(states(box, "c2")).toEqual(["started", "succeeded"]);
  });

  test("that wait past their deadline are expired at that time, not when their turn comes", async () => {
    const { box, face, sessionId } = await boxWithDevice();
    freeze(box, face);
    await box.command(sessionId, "c1", { remainingMs: 60_000 });
    await box.command(sessionId, "c2", { remainingMs: 5_000 });
    await box.clock.advance(5_000);
    expect(states(box, "c1")).toEqual(["started"]);
    expect(states(box, "c2")).toEqual(["expired expired"]);
  });

  test("are refused when too many wait", async () => {
    const { box, face, sessionId } = await boxWithDevice();
    freeze(box, face);
    for (let index = 0; index <= 33; index += 1) await box.command(sessionId, `c${index}`);
    expect(states(box, "c32")).toEqual([]);
    expect(states(box, "c33")).toEqual(["rejected queue-full"]);
  });

  test("whose session ends while they wait are rejected", async () => {
    const { box, face, sessionId } = await boxWithDevice();
    freeze(box, face);
    await box.command(sessionId, "c1");
    await box.command(sessionId, "c2", { remainingMs: 20_000 });
    const ids = { commandId: "r1", boxId: "rae-1", sessionId } as const;
    box.uplink.current?.send(
      encodeCommand({ ...ids, kind: "resync-session", haveRevision: 9, sessionEnded: true }),
    );
    await box.clock.advance(10_000);
    expect(states(box, "c1")).toEqual(["started", "failed timeout"]);
    expect(states(box, "c2")).toEqual(["rejected session-ended"]);
  });

  test("of a device whose face goes are over at once: what had begun is unknown, the rest fails", async () => {
    const { box, face, sessionId } = await boxWithDevice();
    freeze(box, face);
    await box.command(sessionId, "c1");
    await box.command(sessionId, "c2");
    box.discovery.gone(face.faceId, "unplugged");
    await box.clock.advance(10);
    expect(states(box, "c1")).toEqual(["started", "unknown interrupted"]);
    expect(states(box, "c2")).toEqual(["started", "failed unreachable"]);
  });
});
