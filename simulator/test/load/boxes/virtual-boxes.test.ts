import { rmSync } from "node:fs";
import { join } from "node:path";
import { eventually, ManualClock } from "@rae/kit/testing";
import { encodeCommand, isDeviceEvent, parseOutcome, uuidV7 } from "@rae/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startVirtualBoxes, type VirtualBoxes } from "../../../src/index.ts";
import { openTestGateway, type TestGateway } from "./test-gateway.ts";

const boxIds = ["load-1", "load-2"];
let gateway: TestGateway;
let boxes: VirtualBoxes | undefined;

beforeEach(async () => {
  gateway = await openTestGateway(boxIds);
});

afterEach(async () => {
  gateway.release();
  await boxes?.close();
  boxes = undefined;
  await gateway.close();
});

async function start(options: { rate: number; devices?: number; window?: number }) {
  boxes = await startVirtualBoxes({
    gateway: gateway.url,
    pki: gateway.pki,
    boxIds,
    devices: options.devices ?? 3,
    rate: options.rate,
    ...(options.window === undefined ? {} : { window: options.window }),
  });
  return boxes;
}

const heardOf = (boxId: string) =>
  gateway.heard.filter(({ event }) => event.boxId === boxId).map(({ event }) => event);

const birthsOf = (boxId: string) => heardOf(boxId).filter(({ kind }) => kind === "Birth");

test("each box says Birth, Roster and what is attached, in the order of its registry", async () => {
  await start({ rate: 0.001 });
  for (const boxId of boxIds) {
    const events = heardOf(boxId);
    expect(events.map(({ kind }) => kind)).toEqual([
      "Birth",
      "Roster",
      "Attached",
      "Attached",
      "Attached",
    ]);
    expect(events.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4]);
  }
  const channels = gateway.heard.map(({ channel, event }) => `${event.kind} ${channel}`);
  expect(new Set(channels)).toEqual(
    new Set(["Birth presence", "Roster events", "Attached events"]),
  );
});

test("changes come at the rate, each session's revisions without a gap", async () => {
  const startMs = performance.now();
  const running = await start({ rate: 200 });
  await eventually(() => expect(running.total().acknowledged).toBeGreaterThan(100));
  await running.settle(15_000);
  const elapsedS = (performance.now() - startMs) / 1000;
  const changes = gateway.heard.filter(({ event }) => event.kind === "AttributesChanged");
  expect(changes.length).toBeLessThanOrEqual(2 * 200 * elapsedS + 2 * 200 * 0.05);
  for (const { sessionId, revision } of running.sessions()) {
    const revisions = gateway.heard
      .map(({ event }) => event)
      .filter(isDeviceEvent)
      .filter((event) => event.sessionId === sessionId)
      .map((event) => event.revision);
    expect(revisions).toEqual(Array.from({ length: revision }, (_, index) => index + 1));
  }
});

test("with rate 0 the window alone bounds it, and what is not acknowledged stops it", async () => {
  const running = await start({ rate: 0, window: 8 });
  await eventually(() => expect(running.total().acknowledged).toBeGreaterThan(500));
  gateway.hold();
  await eventually(() => {
    const { published, acknowledged } = running.total();
    expect(published - acknowledged).toBe(16);
  });
  expect(running.backlog()).toBe(0);
  gateway.release();
  const { acknowledged } = running.total();
  await eventually(() => expect(running.total().acknowledged).toBeGreaterThan(acknowledged + 100));
  await running.settle(15_000);
  expect(running.total().published).toBe(running.total().acknowledged);
});

test("a gateway that is too slow shows as a backlog, and settling has a deadline", async () => {
  const running = await start({ rate: 1000, window: 4 });
  gateway.hold();
  await eventually(() => expect(running.backlog()).toBeGreaterThan(50));
  await expect(running.settle(100)).rejects.toThrow("waiting for acknowledgements took longer");
});

test("samples count what has happened since the one before", async () => {
  const running = await start({ rate: 100 });
  await eventually(() => expect(running.total().acknowledged).toBeGreaterThan(20));
  await running.settle(15_000);
  const first = running.takeSample();
  expect(first.acknowledged).toBeGreaterThan(0);
  expect(first.latencyP99Ms).toBeGreaterThanOrEqual(first.latencyP50Ms);
  expect(running.takeSample()).toMatchObject({ published: 0, acknowledged: 0 });
});

test("a resync is answered by a snapshot beyond both revisions, any other command rejected", async () => {
  const running = await start({ rate: 0.001 });
  const session = running.sessions().find(({ boxId }) => boxId === "load-1");
  const sessionId = session?.sessionId ?? "";
  const ids = { commandId: uuidV7(), boxId: "load-1", sessionId };
  gateway.command(
    "load-1",
    encodeCommand({ ...ids, kind: "resync-session", haveRevision: 40, sessionEnded: false }),
  );
  await eventually(() =>
    expect(heardOf("load-1").at(-1)).toMatchObject({ kind: "Snapshot", revision: 41, sessionId }),
  );
  const device = { kind: "device", capability: "power", command: "on", parameters: {} } as const;
  gateway.command("load-1", encodeCommand({ ...ids, ...device, remainingMs: 1000 }));
  await eventually(() => expect(gateway.outcomes()).toHaveLength(1));
  const [outcome] = gateway.outcomes();
  expect(parseOutcome(outcome ?? Buffer.alloc(0))).toMatchObject({
    state: "rejected",
    error: { code: "unsupported" },
  });
});

test("a box whose connection is cut is lost, with its will; one that closes takes leave", async () => {
  const running = await start({ rate: 1 });
  gateway.cut();
  await eventually(() => expect(running.lost().map(({ boxId }) => boxId)).toEqual(boxIds));
  await eventually(() =>
    expect(heardOf("load-1").at(-1)).toMatchObject({ kind: "Lost", reason: "connection lost" }),
  );
  await running.close();
  await start({ rate: 1 });
  await boxes?.close();
  expect(heardOf("load-2").at(-1)).toMatchObject({ kind: "Lost", reason: "stopped" });
});

test("a certificate that is missing is named", async () => {
  rmSync(join(gateway.pki, "boxes", "load-2.key"));
  await expect(start({ rate: 1 })).rejects.toMatchObject({
    code: "certificate-invalid",
    message: `${join(gateway.pki, "boxes", "load-2.key")} cannot be read`,
  });
});

test("a box that cannot connect ends the start", async () => {
  const options = { pki: gateway.pki, boxIds, devices: 1, rate: 1 };
  await expect(
    startVirtualBoxes({ ...options, gateway: "mqtts://127.0.0.1:1" }),
  ).rejects.toMatchObject({
    code: "box-offline",
    message: expect.stringMatching(/^load-[12] cannot connect to mqtts:\/\/127\.0\.0\.1:1: /),
  });
});

test("a box that reconnects sends what was not acknowledged again, in order, and loses nothing", async () => {
  boxes = await startVirtualBoxes({
    ...{ gateway: gateway.url, pki: gateway.pki, boxIds, devices: 3, rate: 300, window: 16 },
    reconnect: true,
  });
  const running = boxes;
  await eventually(() => expect(running.total().acknowledged).toBeGreaterThan(100));
  for (let round = 1; round <= 3; round += 1) {
    gateway.hold();
    await eventually(() => expect(running.backlog()).toBeGreaterThan(0));
    gateway.cut();
    gateway.release();
    // A cut in the middle of a connection would make it one that nobody has heard of.
    await eventually(() =>
      expect(boxIds.map((boxId) => birthsOf(boxId).length)).toEqual([round + 1, round + 1]),
    );
    const { acknowledged } = running.total();
    await eventually(() => expect(running.total().acknowledged).toBeGreaterThan(acknowledged + 50));
  }
  await running.settle(15_000);
  expect(running.lost()).toEqual([]);
  for (const { sessionId, revision } of running.sessions()) {
    const revisions = new Set<number>();
    for (const { event } of gateway.heard) {
      if (!isDeviceEvent(event) || event.sessionId !== sessionId || revisions.has(event.revision))
        continue;
      expect(event.revision).toBe(revisions.size + 1);
      revisions.add(event.revision);
    }
    expect(revisions.size).toBe(revision);
  }
  const births = birthsOf("load-1");
  expect(births.map(({ connection }) => connection)).toEqual(births.map((_, index) => index + 1));
});

/** Moves time on until what is waited for has come. */
async function outcomeInTime<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  let isSettled = false;
  const mark = () => {
    isSettled = true;
  };
  work.then(mark, mark);
  await eventually(async () => {
    await clock.advance(10_000);
    expect(isSettled).toBe(true);
  });
  return work;
}

test("boxes close within their bound though the gateway never acknowledges", async () => {
  const clock = new ManualClock();
  const options = { gateway: gateway.url, pki: gateway.pki, boxIds, devices: 1, rate: 1, clock };
  boxes = await startVirtualBoxes(options);
  gateway.hold();
  await outcomeInTime(clock, boxes.close());
  expect(boxes.lost().map(({ reason }) => reason)).toEqual(["stopped", "stopped"]);
  gateway.release();
  await eventually(() => expect(gateway.connected()).toEqual([]));
});

test("a gateway that acknowledges nothing ends the start", async () => {
  const clock = new ManualClock();
  gateway.hold();
  const options = { gateway: gateway.url, pki: gateway.pki, boxIds, devices: 1, rate: 1, clock };
  const started = startVirtualBoxes(options);
  started.catch(() => {});
  await eventually(() =>
    expect(new Set(gateway.heard.map(({ event }) => event.boxId)).size).toBe(2),
  );
  await expect(outcomeInTime(clock, started)).rejects.toMatchObject({
    code: "box-offline",
    message: expect.stringContaining("waiting for an acknowledgement took longer"),
  });
  gateway.release();
  await eventually(() => expect(gateway.connected()).toEqual([]));
});

test("a box that takes leave leaves no will behind", async () => {
  const running = await start({ rate: 1 });
  await running.close();
  await eventually(() => expect(gateway.connected()).toEqual([]));
  expect(running.lost().map(({ reason }) => reason)).toEqual(["stopped", "stopped"]);
  const reasons = gateway.heard.flatMap(({ event }) => (event.kind === "Lost" ? event.reason : []));
  expect(reasons).toEqual(["stopped", "stopped"]);
});

test("closing while a box connects again leaves no connection behind", async () => {
  boxes = await startVirtualBoxes({
    ...{ gateway: gateway.url, pki: gateway.pki, boxIds, devices: 1, rate: 1 },
    reconnect: true,
  });
  const running = boxes;
  const before = running.connections();
  gateway.cut();
  await eventually(() => expect(running.connections()).toBeGreaterThan(before), { intervalMs: 1 });
  await running.close();
  const made = running.connections();
  await eventually(() => expect(gateway.connected()).toEqual([]));
  expect(running.connections()).toBe(made);
});
