import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, type Engines, openEngines } from "@rae/deploy/engines";
import { eventually } from "@rae/kit/testing";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { History } from "../../src/ports/history.ts";
import { sampleBox, sampleCommand, sampleDevice, sampleEntry } from "../../src/testing/index.ts";
import { CassandraLab, written } from "./cassandra-lab.ts";

const unavailable = { code: "history-unavailable" };

let folder: string;
let engines: Engines;
let cassandra: Engine;
let lab: CassandraLab;
let history: History;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rae-cassandra-"));
  engines = await openEngines({ dataDir: folder, kafka: false, redis: false });
  cassandra = engines.cassandra;
  lab = new CassandraLab({ contactPoints: [cassandra.address] });
  await lab.applySchema();
});
afterAll(async () => {
  await engines.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  history = lab.open();
});
afterEach(async () => {
  await history.close();
});

test("while Cassandra is frozen all calls fail, and succeed again once it goes on", async () => {
  await written(history, { boxes: [sampleBox()] });
  await cassandra.kill("SIGSTOP");
  const many = Array.from({ length: 2_000 }, (_, index) => sampleEntry({ revision: index + 1 }));
  const calls = [
    () => written(history, { entries: many, devices: [sampleDevice()] }),
    () => written(history, { boxes: [sampleBox({ connection: 2 })], commands: [sampleCommand()] }),
    () => history.read({ sessionId: "session-1", order: "oldest-first", limit: 9 }),
    () => history.readDevices(["session-1", "session-2"]),
    () => history.scanCurrent(AbortSignal.timeout(60_000))[Symbol.asyncIterator]().next(),
  ];
  await Promise.all(calls.map((call) => expect(call()).rejects.toMatchObject(unavailable)));
  await cassandra.kill("SIGCONT");
  await eventually(() => written(history, { entries: many, devices: [sampleDevice()] }), {
    timeoutMs: 30_000,
  });
  await written(history, { boxes: [sampleBox({ connection: 2 })] });
  expect((await history.readBoxes(["box-1"])).get("box-1")?.connection).toBe(2);
  const read = await history.read({ sessionId: "session-1", order: "oldest-first", limit: 9_000 });
  expect(read.map((each) => each.revision)).toEqual(many.map((each) => each.revision));
});

test("what was acknowledged before a kill is there after the restart, and the same history goes on", async () => {
  const acknowledged: number[] = [];
  const writing = Promise.all(
    Array.from({ length: 8 }, async (_, writer) => {
      for (let revision = writer + 1; ; revision += 8) {
        const entries = [sampleEntry({ sessionId: "killed", revision })];
        const devices = [sampleDevice({ sessionId: `killed-${revision}`, revision })];
        await written(history, { entries, devices });
        acknowledged.push(revision);
      }
    }),
  );
  await eventually(() => expect(acknowledged.length).toBeGreaterThan(300), { timeoutMs: 30_000 });
  await cassandra.kill("SIGKILL");
  await expect(writing).rejects.toMatchObject(unavailable);
  await cassandra.start();
  await eventually(() => history.readBoxes(["box-1"]), { timeoutMs: 30_000 });
  const read = await history.read({ sessionId: "killed", order: "oldest-first", limit: 100_000 });
  const found = new Set(read.map((each) => each.revision));
  const devices = await history.readDevices(acknowledged.map((each) => `killed-${each}`));
  expect(acknowledged.filter((each) => !found.has(each))).toEqual([]);
  expect(devices.size).toBe(acknowledged.length);
});

test("a Cassandra that is not there at the start is waited for", async () => {
  await cassandra.stop();
  const early = lab.open();
  await expect(early.readBoxes(["box-1"])).rejects.toMatchObject(unavailable);
  await cassandra.start();
  await eventually(() => early.readBoxes(["box-1"]), { timeoutMs: 30_000 });
  await early.close();
});

test("closing while Cassandra is frozen ends, and so does what was under way", async () => {
  await history.readBoxes(["box-1"]);
  await cassandra.kill("SIGSTOP");
  const reading = expect(history.readBoxes(["box-1"])).rejects.toMatchObject(unavailable);
  await history.close();
  await reading;
  await cassandra.kill("SIGCONT");
});
