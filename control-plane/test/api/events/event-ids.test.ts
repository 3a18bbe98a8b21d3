import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSqliteFleetView } from "../../../src/adapters/sqlite/fleet-view.ts";
import { sampleBox, sampleDevice, sampleGateway } from "../../../src/testing/index.ts";
import { ApiLab, attributes, bearer } from "../api-lab.ts";
import { acquire, openLeaseLab } from "../leases/lease-lab.ts";
import { EventReader } from "./event-reader.ts";

let lab: ApiLab;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rae-event-ids-"));
});
afterEach(async () => {
  await lab.close();
  rmSync(folder, { recursive: true });
});

const device = (sessionId: string, revision = 1) =>
  sampleDevice({
    sessionId,
    revision,
    attributes: attributes({ "connection.state": "online" }, 1),
  });

const revisionOf = (sessionId: string, revision: number) =>
  eventually(async () =>
    expect((await lab.ask(`/v1/devices/${sessionId}`)).body.revision).toBe(revision),
  );

/** The stream as it comes, up to and with the given text. */
async function rawUntil(path: string, last: string): Promise<string> {
  const stop = new AbortController();
  const response = await fetch(`${lab.url}${path}`, { headers: bearer(), signal: stop.signal });
  let text = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    if (text.includes(last)) break;
  }
  stop.abort();
  return text;
}

const blocksOf = (text: string) => text.split("\n\n").filter((block) => /^event:/m.test(block));

test("each event has an id, also while a client catches up: the one that it came with, so that a cut skips nothing", async () => {
  lab = await ApiLab.open();
  await lab.apply({ devices: [device("session-1")] });
  await revisionOf("session-1", 1);
  const { position } = (await lab.ask("/v1/devices")).body;
  await lab.apply({ boxes: [sampleBox()], devices: [device("session-1", 2), device("session-2")] });
  await revisionOf("session-2", 1);
  const text = await rawUntil(`/v1/events?after=${position}`, "session-2");
  const blocks = blocksOf(text);
  expect(blocks).toHaveLength(3);
  for (const block of blocks) expect(block).toMatch(new RegExp(`^id: ${position}$`, "m"));
  // Who is cut off after the first event comes again with its id, and is told the rest.
  const again = await EventReader.open(lab, "", position);
  const told = await again.take(3);
  expect(told.map(({ data }) => data.id)).toEqual(["box-1", "session-1", "session-2"]);
  again.close();
});

test("each event of a lease's stream has an id", async () => {
  lab = await openLeaseLab(1);
  const held = await acquire(lab, { device: "d1" });
  const first = await acquire(lab, { match: {}, waitMs: 60_000 });
  const second = await acquire(lab, { match: {}, waitMs: 60_000 });
  const text = rawUntil(`/v1/leases/${second.body.id}/events`, "event: queue");
  await lab.ask(`/v1/leases/${first.body.id}`, { method: "DELETE" });
  const blocks = blocksOf(await text);
  expect(blocks.length).toBeGreaterThanOrEqual(2);
  for (const block of blocks) expect(block).toMatch(/^id: \S+$/m);
  await lab.ask(`/v1/leases/${held.body.id}`, { method: "DELETE" });
});

test("a position beyond a view that was restored from an older copy gets a reset", async () => {
  const path = join(folder, "view.sqlite");
  const openView = () => openSqliteFleetView({ clock: systemClock, logger: silentLogger, path });
  const nowMs = systemClock.nowMs();
  lab = await ApiLab.open({ view: openView() });
  await lab.apply({
    boxes: [sampleBox({ sinceMs: nowMs, statusReceivedAtMs: nowMs })],
    gateways: [sampleGateway({ aliveAtMs: nowMs })],
    devices: [device("session-1")],
  });
  await revisionOf("session-1", 1);
  await lab.close();
  copyFileSync(path, `${path}.copy`);

  lab = await ApiLab.open({ view: openView() });
  await lab.apply({ devices: [device("session-1", 2), device("session-1", 3)] });
  await revisionOf("session-1", 3);
  const { position } = (await lab.ask("/v1/devices")).body;
  await lab.close();
  rmSync(`${path}-wal`, { force: true });
  rmSync(`${path}-shm`, { force: true });
  copyFileSync(`${path}.copy`, path);

  lab = await ApiLab.open({ view: openView() });
  await revisionOf("session-1", 1);
  const reader = await EventReader.open(lab, "", position);
  await eventually(() => expect(reader.lastEventId).not.toBe(""));
  expect(reader.events[0]?.event).toBe("reset");
  expect(reader.lastEventId).not.toBe(position);
  reader.close();
});

test("a position that only another process of the api has come to so far is no reset", async () => {
  lab = await ApiLab.open();
  await lab.apply({ devices: [device("session-1")] });
  await revisionOf("session-1", 1);
  const { view } = lab;
  const changes = view.changes.bind(view);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  // The second process of the api hears of changes late.
  view.changes = async function* (position, signal) {
    for await (const batch of changes(position, signal)) {
      await held;
      yield batch;
    }
  };
  const late = await ApiLab.open({ beside: lab });
  await eventually(async () => expect((await late.ask("/v1/devices")).status).toBe(200));
  await lab.apply({ devices: [device("session-1", 2)] });
  await revisionOf("session-1", 2);
  const { position } = (await lab.ask("/v1/devices")).body;
  const reader = await EventReader.open(late, "", position);
  await eventually(() => expect(reader.lastEventId).not.toBe(""));
  release();
  await eventually(() => expect(reader.events).not.toEqual([]));
  expect(reader.events.map(({ event }) => event)).not.toContain("reset");
  reader.close();
  await late.stop();
});
