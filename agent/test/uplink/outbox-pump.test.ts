import { type BoxEvent, defaults, parseBoxEvent, parseOutcome } from "@rae/protocol";
import { expect, test } from "vitest";
import type { Registry } from "../../src/ports/store.ts";
import { MemoryConnection } from "../../src/testing/memory-uplink.ts";
import { OutboxPump } from "../../src/uplink/outbox-pump.ts";
import {
  crashedCopy,
  recordDeltas,
  storedSession,
  testFolder,
  testRegistry,
} from "../store/registry-fixture.ts";

/** A connection that acknowledges when it is told to. */
function connection(): MemoryConnection {
  return new MemoryConnection({
    options: { will: new Uint8Array(), onCommand: () => {}, signal: AbortSignal.timeout(60_000) },
    isAcknowledging: () => false,
  });
}

/** Lets commits and acknowledgements take their turn. */
async function turn(): Promise<void> {
  for (let count = 0; count < 3; count += 1) await new Promise((resolve) => setImmediate(resolve));
}

function revisions({ published }: MemoryConnection): number[] {
  return published
    .filter(({ channel }) => channel === "events")
    .map(({ payload }) => parseBoxEvent(payload))
    .map((event: BoxEvent) => ("revision" in event ? event.revision : 0));
}

function finish(registry: Registry, commandId: string): void {
  const ids = { commandId, boxId: "rae-1", sessionId: "s1" };
  registry.commands.finish({ ...ids, state: "succeeded", source: "agent", atMs: 1 });
}

test("no more than the window is unacknowledged, and each acknowledgement lets one more go", async () => {
  const registry = testRegistry(testFolder());
  recordDeltas(registry, "s1", 0, 10);
  const uplink = connection();
  new OutboxPump(registry.outbox, uplink, 4);
  await turn();
  expect(revisions(uplink)).toEqual([1, 2, 3, 4]);
  uplink.acknowledge(1);
  await turn();
  expect(revisions(uplink)).toEqual([1, 2, 3, 4, 5]);
  expect(uplink.unacknowledged).toBe(4);
});

/** Finishes `count` commands whose outcomes take `bytes` each, more or less. */
function finishLarge(registry: Registry, count: number, bytes: number): void {
  const ids = { boxId: "rae-1", sessionId: "s1" };
  const result = { text: "x".repeat(bytes) };
  for (let index = 1; index <= count; index += 1) {
    const outcome = { ...ids, state: "succeeded", source: "agent", atMs: 1, result } as const;
    registry.commands.finish({ ...outcome, commandId: `c${bytes}-${index}` });
  }
}

test("no more bytes are unacknowledged than a gateway bears while its log is away", async () => {
  const registry = testRegistry(testFolder());
  finishLarge(registry, 20, defaults.outboxWindowBytes / 5);
  recordDeltas(registry, "s1", 0, 3);
  const uplink = connection();
  new OutboxPump(registry.outbox, uplink, 64);
  await turn();
  expect(uplink.published.map(({ channel }) => channel)).toEqual(Array(4).fill("outcomes"));
  uplink.acknowledge(1);
  await turn();
  expect(uplink.published).toHaveLength(5);
  while (uplink.unacknowledged > 0) {
    uplink.acknowledge();
    await turn();
  }
  expect(uplink.published).toHaveLength(23);
  expect(revisions(uplink)).toEqual([1, 2, 3]);
});

test("a row that is larger than the window goes alone", async () => {
  const registry = testRegistry(testFolder());
  finishLarge(registry, 2, 200_000);
  recordDeltas(registry, "s1", 0, 1);
  const uplink = connection();
  new OutboxPump(registry.outbox, uplink, 64);
  for (const count of [1, 2, 3]) {
    await turn();
    expect(uplink.published).toHaveLength(count);
    uplink.acknowledge();
  }
  expect(revisions(uplink)).toEqual([1]);
});

test("what is appended later follows in order", async () => {
  const registry = testRegistry(testFolder());
  const uplink = connection();
  new OutboxPump(registry.outbox, uplink, 64);
  recordDeltas(registry, "s1", 0, 2);
  await turn();
  recordDeltas(registry, "s1", 2, 2);
  await turn();
  expect(revisions(uplink)).toEqual([1, 2, 3, 4]);
});

test("outcomes go before events that wait", async () => {
  const registry = testRegistry(testFolder());
  recordDeltas(registry, "s1", 0, 5);
  const uplink = connection();
  new OutboxPump(registry.outbox, uplink, 2);
  await turn();
  finish(registry, "c1");
  uplink.acknowledge(1);
  await turn();
  expect(uplink.published.map(({ channel }) => channel)).toEqual(["events", "events", "outcomes"]);
  expect(parseOutcome(uplink.published[2]?.payload ?? new Uint8Array()).commandId).toBe("c1");
});

test("a row is deleted only after those before it, so that the next connection sends no hole", async () => {
  const registry = testRegistry(testFolder());
  recordDeltas(registry, "s1", 0, 3);
  const first = connection();
  new OutboxPump(registry.outbox, first, 64);
  await turn();
  first.acknowledgeAt(1);
  first.acknowledgeAt(1);
  await turn();
  first.cut();
  await turn();
  const second = connection();
  new OutboxPump(registry.outbox, second, 64);
  await turn();
  expect(revisions(second)).toEqual([1, 2, 3]);
});

test("what was acknowledged is not sent again, also after a crash", async () => {
  const folder = testFolder();
  const registry = testRegistry(folder);
  recordDeltas(registry, "s1", 0, 5);
  const first = connection();
  new OutboxPump(registry.outbox, first, 64);
  await turn();
  first.acknowledge(2);
  await turn();
  const second = connection();
  new OutboxPump(testRegistry(crashedCopy(folder)).outbox, second, 64);
  await turn();
  expect(revisions(second)).toEqual([3, 4, 5]);
});

test("a stopped pump sends nothing more", async () => {
  const registry = testRegistry(testFolder());
  const uplink = connection();
  const pump = new OutboxPump(registry.outbox, uplink, 64);
  pump.stop();
  recordDeltas(registry, "s1", 0, 1);
  await turn();
  expect(uplink.published).toEqual([]);
});

test("what a snapshot has replaced is never sent, though it was read before", async () => {
  const registry = testRegistry(testFolder(), { limitBytes: 400_000 });
  const large = (revision: number) => {
    const session = storedSession("s1", revision, `${revision}`.padEnd(30_000));
    const { attributes } = session;
    registry.record(session, { kind: "AttributesChanged", attributes, removed: [] });
  };
  for (let revision = 1; revision <= 8; revision += 1) large(revision);
  const uplink = connection();
  new OutboxPump(registry.outbox, uplink, 64);
  await turn();
  expect(revisions(uplink)).toEqual([1, 2, 3]);
  for (let revision = 9; revision <= 20; revision += 1) large(revision);
  await turn();
  while (uplink.unacknowledged > 0) {
    uplink.acknowledge();
    await turn();
  }

  const sent = uplink.published.map(({ payload }) => parseBoxEvent(payload));
  const deltas = sent.filter(({ kind }) => kind === "AttributesChanged");
  const holes = sent.flatMap((event) =>
    event.kind === "Snapshot" && event.supersedes !== undefined ? [event.supersedes] : [],
  );
  expect(holes.length).toBeGreaterThan(0);
  const superseded = deltas.filter(
    (event) =>
      "revision" in event &&
      holes.some(({ from, to }) => from <= event.revision && event.revision <= to),
  );
  expect(superseded).toEqual([]);
  expect(registry.outbox.figures.rows).toBe(0);
});
