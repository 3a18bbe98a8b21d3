import { ManualClock } from "@rae/kit/testing";
import { RaeError } from "@rae/protocol";
import { expect, test } from "vitest";
import type { LabDevice } from "../../src/core/assignment/lab.ts";
import type { Face } from "../../src/core/faces/face.ts";
import { untilAborted } from "../../src/testing/fake-driver.ts";
import { DeviceBox } from "./device-box.ts";

const aMs = 60_000;

/** A box with one device; `ran` lists the commands that reached its driver. */
class LeasedBox extends DeviceBox {
  readonly ran: string[] = [];
  readonly face: Face = this.network("192.0.2.7", "u1");
  sessionId = "";

  static async open(
    settings: Record<string, unknown> = {},
    prepare = (_box: LeasedBox) => {},
    lab: readonly LabDevice[] = [],
  ) {
    const box = new LeasedBox(settings);
    box.care = { afterLease: async () => {}, ready: async () => {}, isUnderWay: () => false };
    prepare(box);
    box.device(box.face).run = async (_capability, command) => {
      box.ran.push(command);
      return { result: { state: "on" } };
    };
    await box.start(lab);
    await box.plug(box.face);
    box.sessionId = box.only.sessionId;
    return box;
  }

  lease(token: number, remainingMs = aMs) {
    return { leaseId: `lease-${token}`, token, remainingMs };
  }

  arm(commandId: string, token: number, remainingMs = aMs, more: Record<string, unknown> = {}) {
    return this.command(this.sessionId, commandId, {
      ...{ capability: "lease", command: "arm", lease: this.lease(token, remainingMs) },
      parameters: { holder: `job-${token}`, purpose: "", untilMs: 1_700_000_060_000 },
      ...more,
    });
  }

  end(commandId: string, token: number, reason = "released") {
    return this.command(this.sessionId, commandId, {
      ...{ capability: "lease", command: "end", lease: this.lease(token) },
      parameters: { reason },
    });
  }

  press(commandId: string, token?: number, remainingMs = aMs) {
    const lease = token === undefined ? {} : { lease: this.lease(token, remainingMs) };
    return this.command(this.sessionId, commandId, lease);
  }

  said(commandId: string): string[] {
    return this.uplink.outcomes
      .filter((outcome) => outcome.commandId === commandId)
      .map(({ state, error }) => (error === undefined ? state : `${state} ${error.code}`));
  }

  /** Ends the agent and starts it again, with the wall clock moved and the monotonic one begun anew. */
  async restart(movedMs: number) {
    await this.stop();
    this.clock = new ManualClock(this.clock.nowMs() + movedMs);
    await this.start();
    await this.plug(this.face);
  }
}

test("a leased device obeys its lease alone, and queries need none", async () => {
  const box = await LeasedBox.open();
  await box.arm("a1", 1);
  expect(box.said("a1")).toEqual(["succeeded"]);
  await box.press("c1", 1);
  await box.press("c2");
  await box.command(box.sessionId, "q1", { command: "state" });
  expect([box.said("c1"), box.said("c2"), box.said("q1")]).toEqual([
    ["started", "succeeded"],
    ["rejected leased"],
    ["succeeded"],
  ]);
  await box.end("e1", 1);
  await box.press("c3", 1);
  await box.press("c4");
  expect([box.said("e1"), box.said("c3"), box.said("c4")]).toEqual([
    ["succeeded"],
    ["rejected lease-lost"],
    ["started", "succeeded"],
  ]);
});

test("an old token is refused also after the new holder's first command, and with the gateway gone", async () => {
  const box = await LeasedBox.open();
  await box.arm("a1", 1);
  await box.arm("a2", 2);
  await box.press("c1", 2);
  await box.press("c2", 1);
  box.uplink.isReachable = false;
  const connection = box.uplink.current;
  await box.press("c3", 1);
  connection?.cut();
  await box.clock.advance(10);
  box.uplink.isReachable = true;
  await box.clock.advance(30_000);
  expect(box.said("c2")).toEqual(["rejected lease-lost"]);
  expect(box.said("c3")).toEqual(["rejected lease-lost"]);
  expect(box.ran).toEqual(["on"]);
});

test("a lease lapses by the monotonic clock with the gateway gone, and what runs under it is aborted", async () => {
  const box = await LeasedBox.open();
  await box.arm("a1", 1);
  box.device(box.face).run = (_capability, _command, _parameters, signal) => untilAborted(signal);
  await box.command(box.sessionId, "c1", { lease: box.lease(1), remainingMs: 300_000 });
  box.uplink.isReachable = false;
  box.uplink.current?.cut();
  await box.clock.advance(aMs);
  box.uplink.isReachable = true;
  await box.clock.advance(30_000);
  expect(box.said("c1")).toEqual(["started", "unknown lease-lost"]);
});

test.each([3_600_000, -3_600_000])(
  "after a restart with the clock moved by %i ms a leased device stays closed until its token comes again",
  async (movedMs) => {
    const box = await LeasedBox.open();
    await box.arm("a2", 2);
    await box.restart(movedMs);
    await box.press("c1");
    await box.press("c2", 1);
    await box.clock.advance(30_000);
    await box.press("c3");
    await box.press("c4", 2);
    await box.press("c5");
    expect(["c1", "c2", "c3", "c4", "c5"].map((id) => box.said(id).at(-1))).toEqual([
      ...["rejected leased", "rejected lease-lost", "rejected leased", "succeeded"],
      "rejected leased",
    ]);
  },
);

test("after a restart a lease that nobody arms again lapses when all of its time has passed again", async () => {
  const box = await LeasedBox.open();
  await box.arm("a1", 1);
  await box.clock.advance(50_000);
  await box.restart(0);
  await box.clock.advance(aMs - 1_000);
  await box.press("c1");
  await box.clock.advance(1_000);
  await box.press("c2");
  expect([box.said("c1"), box.said("c2")]).toEqual([["rejected leased"], ["started", "succeeded"]]);
});

test("a break is acknowledged while a command runs, when that has ended; the next holder's command comes after it", async () => {
  const box = await LeasedBox.open();
  const { promise, resolve } = Promise.withResolvers<void>();
  await box.arm("a1", 1);
  box.device(box.face).run = async (_capability, command) => {
    await promise;
    box.ran.push(command);
    return { result: { state: "on" } };
  };
  await box.press("c1", 1);
  await box.arm("a2", 2);
  await box.press("c2", 2);
  expect(box.said("c1")).toEqual(["started", "unknown lease-lost"]);
  expect([box.said("a2"), box.said("c2"), box.ran]).toEqual([[], [], []]);
  resolve();
  await box.clock.advance(10);
  expect(box.said("a2")).toEqual(["succeeded"]);
  expect(box.said("c2")).toEqual(["started", "succeeded"]);
});

test("a driver that ignores an abort is given up after two seconds, and the next holder has the device then", async () => {
  const box = await LeasedBox.open();
  await box.arm("a1", 1);
  box.device(box.face).run = () => new Promise(() => {});
  await box.press("c1", 1);
  await box.arm("a2", 2, aMs, { remainingMs: 30_000 });
  expect(box.said("c1")).toEqual(["started", "unknown lease-lost"]);
  await box.clock.advance(1_900);
  expect(box.said("a2")).toEqual([]);
  await box.clock.advance(200);
  expect(box.said("a2")).toEqual(["succeeded"]);
});

test("a device with two ways to it is one under its lease: a break ends what runs on either, and waits for both", async () => {
  const box = await LeasedBox.open({}, () => {}, [
    { asset: "tv-17", serial: "/dev/console-1", usn: "u1" },
  ]);
  const port = box.serial("console-1");
  await box.plug(port);
  const { sessionId } = box.only;
  expect(sessionId).toBe(box.sessionId);
  await box.arm("a1", 1);
  const ends = [box.face, port].map((face) => {
    const going = Promise.withResolvers<void>();
    box.device(face).run = async () => {
      await going.promise;
      return { result: { state: "on", key: "home" } };
    };
    return going;
  });
  await box.press("c1", 1);
  await box.command(sessionId, "c2", {
    ...{ capability: "console", command: "write", parameters: { text: "ls" } },
    lease: box.lease(1),
  });
  await box.press("x1");
  expect([box.said("c1"), box.said("c2")]).toEqual([["started"], ["started"]]);
  await box.arm("a2", 2, aMs, { remainingMs: 30_000 });
  expect([box.said("c1"), box.said("c2")]).toEqual([
    ["started", "unknown lease-lost"],
    ["started", "unknown lease-lost"],
  ]);
  ends[0]?.resolve();
  await box.clock.advance(10);
  expect(box.said("a2")).toEqual([]);
  ends[1]?.resolve();
  await box.clock.advance(10);
  expect(box.said("a2")).toEqual(["succeeded"]);
  expect(box.said("x1")).toEqual(["rejected leased"]);
});

test("what runs without a lease is aborted when the device is leased", async () => {
  const box = await LeasedBox.open();
  box.device(box.face).run = (_capability, _command, _parameters, signal) => untilAborted(signal);
  await box.press("c1");
  await box.arm("a1", 1);
  expect(box.said("c1")).toEqual(["started", "unknown leased"]);
  expect(box.said("a1")).toEqual(["succeeded"]);
});

test("an id that comes again is answered with its outcome, and changes nothing", async () => {
  const box = await LeasedBox.open();
  await box.arm("a1", 1);
  await box.end("e1", 1);
  await box.arm("a1", 1);
  await box.press("c1", 1);
  expect(box.said("a1")).toEqual(["succeeded", "succeeded"]);
  expect(box.said("c1")).toEqual(["rejected lease-lost"]);
});

test("a box may have devices obey holders only", async () => {
  const box = await LeasedBox.open({ control: { requireLease: true } });
  await box.press("c1");
  await box.arm("a1", 1);
  await box.press("c2", 1);
  expect(box.said("c1")).toEqual(["rejected lease-required"]);
  expect(box.said("c2")).toEqual(["started", "succeeded"]);
});

test("a device is cared for after a lease before the next holder has it, and not after one that never had it", async () => {
  const cared: string[] = [];
  let isClean = Promise.withResolvers<void>();
  const box = await LeasedBox.open({}, (opened) => {
    opened.care = {
      afterLease: async (sessionId) => {
        cared.push(sessionId);
        await isClean.promise;
      },
      ready: async () => {},
      isUnderWay: () => false,
    };
  });
  await box.arm("a1", 1);
  await box.arm("a2", 2);
  await box.clock.advance(5_000);
  expect([box.said("a2"), cared]).toEqual([[], [box.sessionId]]);
  await box.clock.advance(5_000);
  expect(box.said("a2")).toEqual(["rejected not-ready"]);
  isClean.resolve();
  await box.end("e2", 2);
  expect(cared).toHaveLength(1);
  isClean = Promise.withResolvers<void>();
  isClean.resolve();
  await box.arm("a3", 3);
  expect(box.said("a3")).toEqual(["succeeded"]);
  await box.end("e3", 3);
  expect(cared).toHaveLength(2);
});

test("an arm that is overtaken while it waits is refused, and so is one of a device in quarantine", async () => {
  const pending = Promise.withResolvers<void>();
  const box = await LeasedBox.open({}, (opened) => {
    opened.care = {
      afterLease: async () => {},
      ready: () => pending.promise,
      isUnderWay: () => false,
    };
  });
  await box.arm("a1", 1);
  await box.arm("a2", 2);
  expect([box.said("a1"), box.said("a2")]).toEqual([["rejected lease-lost"], []]);
  pending.reject(new RaeError("quarantined", "the home screen did not come"));
  await box.clock.advance(10);
  expect(box.said("a2")).toEqual(["rejected quarantined"]);
});

test("a device that was not cared for when the agent ended is cared for by the next start", async () => {
  let cared = 0;
  const box = await LeasedBox.open({}, (opened) => {
    opened.care = {
      afterLease: async (_sessionId, signal) => {
        cared += 1;
        await untilAborted(signal);
      },
      ready: async () => {},
      isUnderWay: () => false,
    };
  });
  await box.arm("a1", 1);
  await box.end("e1", 1);
  expect(cared).toBe(1);
  await box.restart(0);
  expect(cared).toBe(2);
});

test("a session that ends takes its lease along", async () => {
  const box = await LeasedBox.open();
  await box.arm("a1", 1);
  box.discovery.gone(box.face.faceId, "unplugged");
  await box.clock.advance(700_000);
  await box.arm("a2", 2);
  expect(box.said("a2")).toEqual(["rejected session-ended"]);
});
