import { logTopics } from "@rae/protocol";
import { deadLetterHeaders } from "@rae/stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MemoryFleetView } from "../../src/testing/memory-fleet-view.ts";
import { sampleEvents as events, sampleAttributes } from "../../src/testing/sample-events.ts";
import { sampleBox, sampleDevice, sampleTimeMs } from "../../src/testing/sample-records.ts";
import { AggregatorLab } from "./aggregator-lab.ts";

let lab: AggregatorLab;
beforeEach(() => {
  lab = new AggregatorLab();
});
afterEach(() => lab.close());

const on = sampleAttributes({ "power.state": "on" });
const off = sampleAttributes({ "power.state": "off" });
const places = async (sessionId = "session-1") => {
  const entries = await lab.history.read({ sessionId, order: "oldest-first", limit: 100 });
  return entries.map((each) => `${each.revision} ${each.kind}`);
};

test("events become a fleet and a history", async () => {
  const aggregator = lab.open();
  await lab.control({ gatewayId: "gateway-1", kind: "gateway-alive", atMs: 1 });
  await lab.events(
    events.birth(),
    events.attached({ attributes: on }),
    events.changed({ revision: 2, sequence: 2, attributes: off }),
  );
  await lab.settled(aggregator);
  expect(await lab.device()).toMatchObject({ revision: 2, attributes: off, stale: false });
  expect(await lab.box()).toMatchObject({ presence: "present", gatewayId: "gateway-1" });
  expect((await lab.fleet()).map((each) => each.kind).sort()).toEqual(["box", "device", "gateway"]);
  expect(await places()).toEqual(["1 Attached", "2 AttributesChanged"]);
  expect(aggregator.state()).toBe("running");
});

test("several events of a session in one slice are one change of the view, and each an entry", async () => {
  await lab.events(events.attached());
  for (let revision = 2; revision <= 60; revision += 1)
    await lab.events(events.changed({ revision }));
  const { position } = await lab.view.scan(AbortSignal.timeout(5_000));
  await lab.settled(lab.open());
  expect(await places()).toHaveLength(60);
  // Beside what the aggregator says of itself.
  const kinds = (await lab.changedBehind(position)).filter((kind) => kind !== "gateway");
  expect(kinds).toEqual(["device"]);
});

test("an entry that was observed more than five minutes off its receipt is clock-suspect", async () => {
  const aggregator = lab.open();
  const nowMs = lab.clock.nowMs();
  await lab.events(
    events.attached({ observedAtMs: nowMs - 300_000 }),
    events.changed({ revision: 2, observedAtMs: nowMs + 300_001 }),
  );
  await lab.settled(aggregator);
  const entries = await lab.history.read({
    ...{ sessionId: "session-1", order: "oldest-first", limit: 9 },
  });
  expect(entries.map((each) => each.clockSuspect)).toEqual([false, true]);
});

test("a replay from the beginning changes nothing, rosters and presence included", async () => {
  await lab.events(
    events.birth(),
    events.attached({ sequence: 1 }),
    events.roster({ sequence: 2, sessions: [{ sessionId: "session-1", revision: 1 }] }),
    events.attached({ sessionId: "session-2", sequence: 3 }),
    events.changed({ revision: 2, sequence: 4, attributes: on }),
    events.lost(),
    events.birth({ connection: 2 }),
    events.detached({ revision: 3, connection: 2, sequence: 5 }),
    events.attached({ sessionId: "session-3", connection: 2, sequence: 6 }),
  );
  await lab.settled(lab.open({ group: "first" }));
  const before = { fleet: await lab.fleet(), gone: await lab.device(), history: await places() };
  const { position } = await lab.view.scan(AbortSignal.timeout(5_000));
  await lab.settled(lab.open({ group: "again" }));
  expect({ fleet: await lab.fleet(), gone: await lab.device(), history: await places() }).toEqual(
    before,
  );
  // What the second aggregator says of itself.
  expect(await lab.changedBehind(position)).toEqual(["gateway"]);
  expect(await lab.resyncs()).toEqual([]);
});

test("a delta whose record the view lost goes on from the history", async () => {
  const first = lab.open();
  await lab.events(events.birth(), events.attached({ attributes: on }));
  await lab.settled(first);
  await lab.closed(first);
  lab.view = new MemoryFleetView();
  const second = lab.open();
  await lab.events(events.changed({ revision: 2, sequence: 2, attributes: off }));
  await lab.settled(second);
  expect(await lab.device()).toMatchObject({ revision: 2, stale: false, attributes: off });
});

test("a record that a crash left out of the view gets into it when its event comes again", async () => {
  const ended = { reason: "unplugged", receivedAtMs: sampleTimeMs };
  const tombstone = sampleDevice({ revision: 2, ended });
  const box = sampleBox();
  await lab.history.write({
    entries: [],
    devices: [tombstone],
    boxes: [box],
    commands: [],
    leases: [],
  });
  const aggregator = lab.open();
  await lab.events(events.birth(), events.detached({ revision: 2 }));
  await lab.settled(aggregator);
  expect(await lab.device()).toEqual(tombstone);
  expect(await lab.box()).toEqual(box);
});

test("an event of an ended session goes to the history alone", async () => {
  const aggregator = lab.open();
  await lab.events(events.attached(), events.detached({ revision: 2 }));
  await lab.events(events.changed({ revision: 3, attributes: on }));
  await lab.settled(aggregator);
  expect(await lab.device()).toMatchObject({ revision: 2, ended: { reason: "unplugged" } });
  expect(await places()).toEqual(["1 Attached", "2 Detached", "3 AttributesChanged"]);
});

test("an event of a kind of a newer version is kept whole, and the record is stale", async () => {
  const aggregator = lab.open();
  await lab.events(events.attached(), events.unknown({ revision: 2 }));
  await lab.settled(aggregator);
  expect(await lab.device()).toMatchObject({ revision: 2, stale: true });
  expect(await places()).toEqual(["1 Attached", "2 unknown:77"]);
});

test("what cannot be read goes to the dead letters, and what is around it is folded", async () => {
  const aggregator = lab.open();
  await lab.append(logTopics.events, [lab.stamped("box-1", Uint8Array.of(255, 255, 255))]);
  await lab.events(events.attached());
  await lab.append(logTopics.outcomes, [lab.stamped("box-1", Uint8Array.of(1))]);
  await lab.append(logTopics.commands, [lab.stamped("box-1", Uint8Array.of(1))]);
  await lab.append(logTopics.control, [lab.stamped("gateway-1", Uint8Array.of(1))]);
  await lab.settled(aggregator);
  expect(await lab.device()).toMatchObject({ revision: 1 });
  const dead = await lab.records(logTopics.deadLetters);
  const told = dead.map(({ headers }) => [
    headers[deadLetterHeaders.topic],
    headers[deadLetterHeaders.code],
  ]);
  expect(told.sort()).toEqual(
    ["commands", "control", "events", "outcomes"].map((topic) => [topic, "undecodable"]),
  );
});

test("a box cannot speak for a session of another, nor under another's key", async () => {
  const aggregator = lab.open();
  await lab.events(events.attached({ attributes: on }));
  await lab.settled(aggregator);
  await lab.events(events.changed({ boxId: "box-2", revision: 2, attributes: off }));
  const { value, headers } = lab.stamped("", new Uint8Array());
  await lab.append(logTopics.events, [{ key: "box-9", value, headers }]);
  await lab.settled(aggregator);
  expect(await lab.device()).toMatchObject({ boxId: "box-1", revision: 1, attributes: on });
  expect(await places()).toEqual(["1 Attached"]);
  expect(await lab.records(logTopics.deadLetters)).toHaveLength(2);
});

test("stores that are away for a while lose nothing", async () => {
  lab.view.fail(4);
  lab.history.fail(4);
  const aggregator = lab.open();
  await lab.events(
    events.birth(),
    events.attached(),
    events.changed({ revision: 2, attributes: on }),
  );
  await lab.settled(aggregator);
  lab.view.fail(3);
  await lab.events(events.changed({ revision: 3, attributes: off }));
  await lab.settled(aggregator);
  lab.history.fail(3);
  await lab.events(events.changed({ revision: 4, attributes: on }));
  await lab.settled(aggregator);
  expect(await lab.device()).toMatchObject({ revision: 4, stale: false, attributes: on });
  expect(await places()).toHaveLength(4);
});

test("two aggregators of one group and a third of another leave what one leaves", async () => {
  const boxes = Array.from({ length: 20 }, (_, index) => `box-${index}`);
  const [one, two] = [lab.open(), lab.open()];
  const other = lab.open({ group: "other" });
  for (const boxId of boxes) {
    await lab.events(events.birth({ boxId }), events.attached({ boxId, sessionId: `of-${boxId}` }));
    for (let revision = 2; revision <= 10; revision += 1) {
      const part = { boxId, sessionId: `of-${boxId}`, revision, sequence: revision };
      await lab.events(events.changed({ ...part, attributes: revision % 2 ? on : off }));
    }
  }
  await lab.settled(one, two);
  await lab.settled(other);
  for (const boxId of boxes) {
    expect(await lab.device(`of-${boxId}`)).toMatchObject({
      revision: 10,
      stale: false,
      attributes: off,
    });
    expect(await places(`of-${boxId}`)).toHaveLength(10);
  }
});
