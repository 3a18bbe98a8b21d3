import type { SnapshotEvent } from "@rae/protocol";
import { describe, expect, test } from "vitest";
import type { Registry } from "../../src/ports/store.ts";
import {
  crashedCopy,
  inShort,
  recordDeltas,
  storedSession,
  testFolder,
  testRegistry,
  waitingEvents,
} from "./registry-fixture.ts";

/** Bytes of an outbox in which a session has been attached and got `deltas` deltas. */
function sizeOf(deltas: number): number {
  const registry = testRegistry(testFolder());
  fill(registry, deltas);
  return registry.outbox.figures.bytes;
}

function fill(registry: Registry, deltas: number): void {
  registry.record(storedSession("s1", 1), { kind: "Attached" });
  recordDeltas(registry, "s1", 1, deltas);
}

describe("the outbox", () => {
  test("gives rows behind an id, lane by lane, in order", () => {
    const registry = testRegistry(testFolder());
    fill(registry, 3);
    const rows = registry.outbox.read("events", 0, 100);
    const after = registry.outbox.read("events", rows[1]?.id ?? 0, 1);
    expect(rows).toHaveLength(4);
    expect(after.map(({ id }) => id)).toEqual([rows[2]?.id]);
    expect(registry.outbox.read("outcomes", 0, 100)).toEqual([]);
  });

  test("counts its rows and bytes the same after it was opened again", () => {
    const folder = testFolder();
    const registry = testRegistry(folder);
    fill(registry, 5);
    registry.outbox.acknowledge(1);
    registry.flush();
    const again = testRegistry(crashedCopy(folder));
    const { rows, bytes } = registry.outbox.figures;
    expect(again.outbox.figures).toMatchObject({ rows, bytes, appendedBytes: 0 });
    expect(rows).toBe(5);
  });

  test("counts what was ever appended, acknowledged or not", () => {
    const registry = testRegistry(testFolder());
    fill(registry, 5);
    const { bytes } = registry.outbox.figures;
    for (const { id } of registry.outbox.read("events", 0, 100)) registry.outbox.acknowledge(id);
    expect(registry.outbox.figures).toMatchObject({ bytes: 0, appendedBytes: bytes });
  });

  test("is empty when everything is acknowledged", () => {
    const registry = testRegistry(testFolder());
    fill(registry, 5);
    for (const { id } of registry.outbox.read("events", 0, 100)) registry.outbox.acknowledge(id);
    expect(registry.outbox.figures).toMatchObject({ rows: 0, bytes: 0 });
  });

  test("drops older rosters that were never sent, and keeps those that were", () => {
    const registry = testRegistry(testFolder());
    registry.appendRoster();
    registry.outbox.markSent("events", registry.outbox.read("events", 0, 1)[0]?.id ?? 0);
    registry.appendRoster();
    registry.appendRoster();
    expect(waitingEvents(registry).map(({ sequence }) => sequence)).toEqual([1, 3]);
  });
});

describe("a full outbox", () => {
  test("replaces a session's unsent deltas by one snapshot that names them", () => {
    const registry = testRegistry(testFolder(), { limitBytes: sizeOf(10) });
    fill(registry, 11);

    expect(inShort(waitingEvents(registry))).toEqual(["Attached s1 1", "Snapshot s1 12"]);
    expect(waitingEvents(registry)[1]).toMatchObject({
      supersedes: { from: 2, to: 12 },
      attributes: { "power.state": { value: "v12" } },
      sequence: 13,
    });
    expect(registry.outbox.figures.supersededDeltas).toBe(11);
  });

  test("joins the hole of an earlier snapshot into the next one's", () => {
    const registry = testRegistry(testFolder(), { limitBytes: sizeOf(10) });
    fill(registry, 30);
    const events = waitingEvents(registry);
    const snapshot = events.find(({ kind }) => kind === "Snapshot");
    const deltas = events.filter(({ kind }) => kind === "AttributesChanged").length;
    expect(snapshot).toMatchObject({ supersedes: { from: 2, to: 31 - deltas } });
    expect(registry.outbox.figures.supersededDeltas).toBe(30 - deltas);
  });

  test("never touches rows that were handed to a connection", () => {
    const registry = testRegistry(testFolder(), { limitBytes: sizeOf(10) });
    fill(registry, 10);
    registry.outbox.markSent("events", registry.outbox.read("events", 0, 100)[4]?.id ?? 0);
    recordDeltas(registry, "s1", 11, 1);

    expect(inShort(waitingEvents(registry))).toEqual([
      "Attached s1 1",
      "AttributesChanged s1 2",
      "AttributesChanged s1 3",
      "AttributesChanged s1 4",
      "AttributesChanged s1 5",
      "Snapshot s1 12",
    ]);
    expect(waitingEvents(registry)[5]).toMatchObject({ supersedes: { from: 6, to: 12 } });
  });

  test("never touches them after a crash either, though nobody remembers the connection", () => {
    const folder = testFolder();
    const limitBytes = sizeOf(300);
    const registry = testRegistry(folder, { limitBytes });
    fill(registry, 10);
    registry.outbox.markSent("events", registry.outbox.read("events", 0, 100)[4]?.id ?? 0);
    const again = testRegistry(crashedCopy(folder), { limitBytes });
    recordDeltas(again, "s1", 11, 600);

    const sent = inShort(waitingEvents(again)).slice(0, 5);
    expect(sent.at(0)).toBe("Attached s1 1");
    expect(sent.at(-1)).toBe("AttributesChanged s1 5");
    const snapshot = waitingEvents(again).find(({ kind }) => kind === "Snapshot");
    expect(snapshot).toMatchObject({ supersedes: { from: expect.any(Number) } });
    const { from } = (snapshot as SnapshotEvent).supersedes ?? { from: 0 };
    expect(from).toBeGreaterThan(5);
    expect(again.outbox.figures.bytes).toBeLessThanOrEqual(limitBytes);
  });

  test("keeps under its limit though an outcome behind its events was sent", () => {
    const limitBytes = sizeOf(10);
    const registry = testRegistry(testFolder(), { limitBytes });
    fill(registry, 8);
    const ids = { commandId: "c1", boxId: "rae-1", sessionId: "s1" };
    registry.commands.finish({ ...ids, state: "succeeded", source: "agent", atMs: 1 });
    const [outcome] = registry.outbox.read("outcomes", 0, 1);
    registry.outbox.markSent("outcomes", outcome?.id ?? 0);
    registry.outbox.acknowledge(outcome?.id ?? 0);
    recordDeltas(registry, "s1", 9, 5);
    expect(registry.outbox.figures.bytes).toBeLessThanOrEqual(limitBytes);
  });

  test("never names revisions that the control plane has from elsewhere", () => {
    const registry = testRegistry(testFolder(), { limitBytes: sizeOf(10) });
    fill(registry, 5);
    // An older copy of the registry was put back: the control plane holds revision 40.
    registry.record(storedSession("s1", 41), { kind: "Snapshot" });
    recordDeltas(registry, "s1", 41, 6);
    const events = waitingEvents(registry);
    const snapshot = events.findLast(({ kind }) => kind === "Snapshot");
    expect(snapshot).toMatchObject({ supersedes: { from: 42 } });
  });

  test("takes the session that has most, and leaves the others whole", () => {
    const registry = testRegistry(testFolder(), { limitBytes: sizeOf(12) });
    registry.record(storedSession("s2", 1), { kind: "Attached" });
    recordDeltas(registry, "s2", 1, 3);
    fill(registry, 9);
    const short = inShort(waitingEvents(registry));
    expect(short.slice(0, 4)).toEqual([
      "Attached s2 1",
      "AttributesChanged s2 2",
      "AttributesChanged s2 3",
      "AttributesChanged s2 4",
    ]);
    expect(short.filter((each) => each.startsWith("Snapshot"))).toHaveLength(1);
  });

  test("sheds neither attachments nor departures nor the deltas of a session that has ended", () => {
    const registry = testRegistry(testFolder(), { limitBytes: sizeOf(3) });
    fill(registry, 2);
    registry.record(storedSession("s1", 4), { kind: "Detached", reason: "absent" });
    registry.record(storedSession("s2", 1), { kind: "Attached" });
    expect(inShort(waitingEvents(registry))).toEqual([
      "Attached s1 1",
      "AttributesChanged s1 2",
      "AttributesChanged s1 3",
      "Detached s1 4",
      "Attached s2 1",
    ]);
  });

  test("goes on to stay under its limit after it was opened again", () => {
    const folder = testFolder();
    const limitBytes = sizeOf(10);
    const registry = testRegistry(folder, { limitBytes });
    fill(registry, 9);
    registry.flush();
    const again = testRegistry(crashedCopy(folder), { limitBytes });
    recordDeltas(again, "s1", 10, 50);
    expect(again.outbox.figures.bytes).toBeLessThanOrEqual(limitBytes);
    expect(again.outbox.figures.supersededDeltas).toBeGreaterThan(40);
  });
});
