import type { CurrentKind, History, HistoryEntry, HistoryQuery } from "@rae/control-plane";
import {
  sampleBox,
  sampleCommand,
  sampleDevice,
  sampleEntry,
  sampleTimeMs,
} from "@rae/control-plane/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { historyAuditContract } from "./history-audit.ts";
import { historyLeasesContract } from "./history-leases.ts";

const dayMs = 86_400_000;
const ended = { reason: "unplugged", receivedAtMs: sampleTimeMs };

/** What every adapter of the `History` port holds. */
export function historyContract(name: string, open: () => Promise<History>): void {
  historyAuditContract(name, open);
  historyLeasesContract(name, open);
  describe(`history: ${name}`, () => {
    let history: History;
    beforeEach(async () => {
      history = await open();
    });
    afterEach(() => history.close());

    const written = async (batch: Partial<Parameters<History["write"]>[0]>) =>
      history.write({ entries: [], devices: [], boxes: [], commands: [], leases: [], ...batch });
    const places = async (query: Partial<HistoryQuery>) => {
      const entries = await history.read({
        sessionId: "session-1",
        order: "oldest-first",
        limit: 100,
        ...query,
      });
      return entries.map((each) =>
        each.slot === "snapshot" ? `${each.revision}s` : `${each.revision}`,
      );
    };

    test("an entry reads back as it was written", async () => {
      const entry = sampleEntry({ kind: "unknown:77", clockSuspect: true, observedAtMs: 5 });
      await written({ entries: [entry] });
      const [read] = await history.read({
        sessionId: "session-1",
        order: "oldest-first",
        limit: 9,
      });
      expect({ ...read, payload: [...(read?.payload ?? [])] }).toEqual({
        ...entry,
        payload: [...entry.payload],
      });
    });

    test("what was written is there after a sync, which may be asked for at any time", async () => {
      await history.sync();
      await written({ entries: [sampleEntry()] });
      await history.sync();
      await history.sync();
      const { sessionId } = sampleEntry();
      expect(await history.read({ sessionId, limit: 10, order: "newest-first" })).toHaveLength(1);
    });

    test("a probe succeeds, again and again, and leaves nothing to be read", async () => {
      await history.probe();
      await history.probe();
      expect(await scanned(history)).toEqual([]);
    });

    test("the first entry of a (session, revision, slot) stays, within a batch and over batches", async () => {
      const at = (kind: string, laterMs: number) =>
        sampleEntry({ kind, receivedAtMs: sampleTimeMs + laterMs });
      await written({ entries: [at("first", 0), at("second", 1)] });
      await written({ entries: [at("third", 2)] });
      const read = await history.read({ sessionId: "session-1", order: "oldest-first", limit: 9 });
      expect(read.map((each) => each.kind)).toEqual(["first"]);
    });

    test("entries that come again in other batches, among others, are read once, as received first", async () => {
      const count = 250;
      const received = (laterMs: number) =>
        Array.from({ length: count }, (_, index) => {
          const receivedAtMs = sampleTimeMs + index + laterMs;
          const change = sampleEntry({ revision: index + 51, receivedAtMs });
          return index % 10 === 9 ? [change, { ...change, slot: "snapshot" as const }] : [change];
        }).flat();
      const inBatches = async (entries: readonly HistoryEntry[], size: number) => {
        for (let first = 0; first < entries.length; first += size) {
          await written({ entries: entries.slice(first, first + size) });
        }
      };
      await inBatches(received(0), 90);
      await inBatches(received(5_000), 37);
      await inBatches(received(0).reverse(), 61);
      for (const order of ["oldest-first", "newest-first"] as const) {
        const read: HistoryEntry[] = [];
        let afterRevision = order === "oldest-first" ? 0 : 1_000;
        for (let page = await next(); page.length > 0; page = await next()) {
          read.push(...page);
          afterRevision = page.at(-1)?.revision ?? 0;
        }
        async function next() {
          // 22 entries are 20 revisions, whole ones in both orders.
          const query = { sessionId: "session-1", order, afterRevision, limit: 22 };
          return history.read(query);
        }
        const asReceived = received(0);
        const expected = order === "oldest-first" ? asReceived : asReceived.reverse();
        const seen = (all: readonly HistoryEntry[]) =>
          all.map((each) => [each.revision, each.slot, each.receivedAtMs]);
        expect(seen(read)).toEqual(seen(expected));
      }
    });

    test("a snapshot stands beside the change of its revision, after it", async () => {
      await written({
        entries: [
          sampleEntry({ revision: 2, slot: "snapshot" }),
          sampleEntry({ revision: 2 }),
          sampleEntry({ revision: 1 }),
        ],
      });
      expect(await places({})).toEqual(["1", "2", "2s"]);
      expect(await places({ order: "newest-first" })).toEqual(["2s", "2", "1"]);
    });

    test("reads page by revision in both orders", async () => {
      const entries = [3, 1, 4, 2, 5].map((revision) => sampleEntry({ revision }));
      await written({ entries: [...entries, sampleEntry({ sessionId: "session-2" })] });
      expect(await places({ limit: 2 })).toEqual(["1", "2"]);
      expect(await places({ limit: 2, afterRevision: 2 })).toEqual(["3", "4"]);
      expect(await places({ limit: 9, afterRevision: 5 })).toEqual([]);
      expect(await places({ limit: 2, order: "newest-first" })).toEqual(["5", "4"]);
      expect(await places({ limit: 9, order: "newest-first", afterRevision: 3 })).toEqual([
        "2",
        "1",
      ]);
      expect(await places({ sessionId: "session-3" })).toEqual([]);
    });

    test("reads go on over revisions far apart, in both orders", async () => {
      const revisions = [1, 1999, 2000, 2001, 4100, 9_007_199_254_740_991];
      await written({ entries: revisions.map((revision) => sampleEntry({ revision })) });
      expect(await places({})).toEqual(revisions.map(String));
      expect(await places({ order: "newest-first" })).toEqual(revisions.map(String).reverse());
      expect(await places({ afterRevision: 1999, limit: 3 })).toEqual(["2000", "2001", "4100"]);
      expect(await places({ afterRevision: 4100, order: "newest-first", limit: 2 })).toEqual([
        "2001",
        "2000",
      ]);
    });

    test("reads by receive time include the start and exclude the end, over days", async () => {
      const at = (revision: number, days: number): HistoryEntry =>
        sampleEntry({ revision, receivedAtMs: sampleTimeMs + days * dayMs });
      await written({ entries: [at(1, 0), at(2, 1), at(3, 1.1), at(4, 7), at(5, 40)] });
      const range = (from: number, to: number) => ({
        fromMs: sampleTimeMs + from * dayMs,
        toMs: sampleTimeMs + to * dayMs,
      });
      expect(await places(range(0, 1))).toEqual(["1"]);
      expect(await places(range(1, 7))).toEqual(["2", "3"]);
      expect(await places({ ...range(1, 8), order: "newest-first", limit: 2 })).toEqual(["4", "3"]);
      expect(await places({ ...range(0, 99), afterRevision: 4 })).toEqual(["5"]);
      expect(await places({ fromMs: sampleTimeMs + 7 * dayMs })).toEqual(["4", "5"]);
      expect(await places({ toMs: sampleTimeMs + dayMs })).toEqual(["1"]);
      expect(await places(range(8, 9))).toEqual([]);
    });

    test("receive times that are not in the order of revisions are found", async () => {
      await written({
        entries: [sampleEntry({ revision: 1, receivedAtMs: sampleTimeMs + 3 * dayMs })],
      });
      await written({ entries: [sampleEntry({ revision: 2, receivedAtMs: sampleTimeMs })] });
      expect(await places({ toMs: sampleTimeMs + dayMs })).toEqual(["2"]);
      expect(await places({ fromMs: sampleTimeMs + dayMs })).toEqual(["1"]);
    });

    test("current states are guarded as in the view", async () => {
      await written({
        devices: [sampleDevice({ revision: 5 })],
        boxes: [sampleBox({ connection: 5 })],
        commands: [sampleCommand({ state: "succeeded" })],
      });
      await written({
        devices: [sampleDevice({ revision: 4 })],
        boxes: [sampleBox({ connection: 4 })],
        commands: [sampleCommand({ state: "failed" })],
      });
      expect((await history.readDevices(["session-1"])).get("session-1")?.revision).toBe(5);
      expect((await history.readBoxes(["box-1"])).get("box-1")?.connection).toBe(5);
      expect((await history.readCommands(["command-1"])).get("command-1")?.state).toBe("succeeded");
    });

    test("a session of another box takes no place, however far its revision", async () => {
      const firstReceivedAtMs = sampleTimeMs + 1;
      await written({ devices: [sampleDevice()] });
      await written({
        devices: [sampleDevice({ boxId: "box-2", revision: 9, firstReceivedAtMs })],
      });
      const read = await history.readDevices(["session-1"]);
      expect(read.get("session-1")?.boxId).toBe("box-1");
      expect(await scanned(history)).toEqual(["session-1"]);
    });

    test("of two records of one revision the healed one stays, whichever comes first", async () => {
      const stale = sampleDevice({ revision: 5, stale: true });
      const healed = sampleDevice({ revision: 5, observedAtMs: 7 });
      await written({ devices: [stale] });
      await written({ devices: [healed] });
      await written({ devices: [stale] });
      expect((await history.readDevices(["session-1"])).get("session-1")).toEqual(healed);
    });

    test("current states are scanned by kind, too", async () => {
      await written({
        devices: [sampleDevice()],
        boxes: [sampleBox()],
        commands: [sampleCommand()],
      });
      expect(await scanned(history, "box")).toEqual(["box-1"]);
      expect(await scanned(history, "command")).toEqual(["command-1"]);
      expect((await scanned(history, "box", "device")).toSorted()).toEqual(["box-1", "session-1"]);
    });

    test("a tombstone stays, is read, and is not scanned", async () => {
      await written({ devices: [sampleDevice({ ended })] });
      await written({ devices: [sampleDevice({ revision: 9 })] });
      expect((await history.readDevices(["session-1"])).get("session-1")?.ended).toEqual(ended);
      expect(await scanned(history)).toEqual([]);
    });

    test("a scan yields what is not over: boxes, open devices, open commands", async () => {
      const many = Array.from({ length: 1201 }, (_, index) =>
        sampleDevice({ sessionId: `session-${index}` }),
      );
      const finishedAtMs = sampleTimeMs;
      await written({
        devices: many,
        boxes: [sampleBox()],
        commands: [
          sampleCommand(),
          sampleCommand({ commandId: "sent", state: "sent" }),
          sampleCommand({ commandId: "over", state: "failed", finishedAtMs }),
          sampleCommand({ commandId: "provisional", provisional: true }),
        ],
      });
      expect((await scanned(history)).sort()).toEqual(
        [...many.map((each) => each.sessionId), "box-1", "command-1", "sent"].sort(),
      );
    });

    test("commands of a device come newest first, without provisional ones", async () => {
      const at = (commandId: string, requestedAtMs: number) =>
        sampleCommand({ commandId, requestedAtMs });
      await written({
        commands: [
          at("b", 2),
          at("c", 3),
          at("a", 1),
          sampleCommand({ commandId: "other", sessionId: "session-2" }),
          sampleCommand({ commandId: "provisional", provisional: true }),
        ],
      });
      const ids = async (limit: number) =>
        (await history.readCommandsOfDevice("session-1", limit)).map((each) => each.commandId);
      expect(await ids(9)).toEqual(["c", "b", "a"]);
      expect(await ids(2)).toEqual(["c", "b"]);
    });

    test("after closing, calls say that the history is unavailable, and closing again is nothing", async () => {
      await history.close();
      await history.close();
      await expect(written({})).rejects.toMatchObject({ code: "history-unavailable" });
      await expect(places({})).rejects.toMatchObject({ code: "history-unavailable" });
    });
  });
}

async function scanned(history: History, ...kinds: CurrentKind[]): Promise<string[]> {
  const ids: string[] = [];
  const wanted = kinds.length > 0 ? new Set(kinds) : undefined;
  for await (const each of history.scanCurrent(AbortSignal.timeout(5_000), wanted)) {
    switch (each.kind) {
      case "device":
        ids.push(each.record.sessionId);
        break;
      case "box":
        ids.push(each.record.boxId);
        break;
      case "command":
        ids.push(each.record.commandId);
        break;
      case "lease":
        ids.push(each.record.leaseId);
    }
  }
  return ids;
}
