import type { BoxEvent } from "@rae/protocol";
import type { LogRecord } from "@rae/stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type FoldNote, foldEvents } from "../../src/aggregator/fold-events.ts";
import { type RecordCache, RecordCaches } from "../../src/aggregator/record-caches.ts";
import { WorkingSet } from "../../src/aggregator/working-set.ts";
import { ResyncPlanner } from "../../src/core/resync-planner.ts";
import type { SessionResync } from "../../src/core/session-resync.ts";
import { MemoryFleetView } from "../../src/testing/memory-fleet-view.ts";
import { MemoryHistory } from "../../src/testing/memory-history.ts";
import { sampleEvents as events } from "../../src/testing/sample-events.ts";
import { BoxLife, type LifeStep, lifeSteps } from "./box-life.ts";

interface Told {
  readonly event: BoxEvent;
  readonly receivedAtMs: number;
}

const life = fc.array(fc.constantFrom(...lifeSteps), { minLength: 1, maxLength: 60 });
const cuts = fc.infiniteStream(fc.integer({ min: 1, max: 12 }));

function liveThrough(steps: readonly LifeStep[]): { readonly box: BoxLife; readonly told: Told[] } {
  const box = new BoxLife();
  for (const step of steps) box.take(step);
  const told = box.told.map((event, index) => ({ event, receivedAtMs: index + 1 }));
  return { box, told };
}

interface Stores {
  readonly view: MemoryFleetView;
  readonly history: MemoryHistory;
  /** Survives the slices, and a failure between the stores, as that of an assignment does. */
  readonly cache: RecordCache;
}

/** Folds a log in slices of random length into stores, as the aggregator does. */
async function foldInto(
  stores: Stores,
  told: readonly Told[],
  lengths: Iterator<number>,
  { skipView = false } = {},
): Promise<FoldNote[]> {
  const notes: FoldNote[] = [];
  for (let from = 0; from < told.length; ) {
    const slice = told.slice(from, from + Number(lengths.next().value));
    from += slice.length;
    const set = new WorkingSet(stores.view, stores.history, stores.cache);
    await set.loadBoxes(["box-1"]);
    const sessions = slice.flatMap(({ event }) => ("sessionId" in event ? [event.sessionId] : []));
    const listed = slice.flatMap(({ event }) =>
      event.kind === "Roster" ? event.sessions.map((each) => each.sessionId) : [],
    );
    await set.loadDevices(new Map([...sessions, ...listed].map((id) => [id, "box-1"])));
    await set.loadDevicesOfBox("box-1");
    const fold = foldEvents(slice.map(asReceived), set);
    const changes = { ...set.changes(), commands: [], leases: [] };
    await stores.history.write({ ...changes, entries: fold.entries });
    if (!skipView) {
      await stores.view.apply({ ...changes, gateways: [] });
      set.keep(new Set(["box-1"]));
    }
    notes.push(...fold.notes);
  }
  return notes;
}

function asReceived({ event, receivedAtMs }: Told) {
  const record: LogRecord = {
    ...{ topic: "events", partition: 0, offset: 0, appendedAtMs: receivedAtMs },
    ...{ key: event.boxId, value: new Uint8Array(), headers: {} },
  };
  return { record, message: event, receipt: { receivedAtMs, gatewayId: "gateway-1" } };
}

async function stateOf({ view }: Stores, box: BoxLife) {
  const devices = await view.readDevices(box.everySession);
  const boxes = await view.readBoxes(["box-1"]);
  // What is owed may be more where a roster came again; it is asked for once more than needed.
  const { roster: { owed: _, ...roster } = {}, ...box1 } = boxes.get("box-1") ?? {};
  return { devices: Object.fromEntries(devices), box: { ...box1, roster } };
}

/** The open sessions as the view shows them. */
async function shown(view: MemoryFleetView) {
  const open = await view.readDevicesOfBox("box-1");
  return open
    .map(({ sessionId, revision, attributes, stale }) => ({
      ...{ sessionId, revision, stale },
      values: Object.fromEntries(Object.entries(attributes).map(([k, v]) => [k, v.value])),
    }))
    .sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1));
}

const makeStores = (): Stores => ({
  view: new MemoryFleetView(),
  history: new MemoryHistory(),
  cache: new RecordCaches().of(new AbortController().signal),
});
const position = async (view: MemoryFleetView) =>
  (await view.scan(AbortSignal.timeout(5_000))).position;

test("the view equals the registry, whatever a box lives through", async () => {
  await fc.assert(
    fc.asyncProperty(life, cuts, async (steps, lengths) => {
      const { box, told } = liveThrough([...steps, "reconnect"]);
      const stores = makeStores();
      await foldInto(stores, told, lengths);
      expect(await shown(stores.view)).toEqual(box.openSessions());
    }),
  );
});

test("repetitions anywhere behind first occurrences change nothing, rosters and presence included", async () => {
  const picks = fc.array(fc.tuple(fc.nat(10_000), fc.nat(10_000)), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(life, picks, cuts, async (steps, twice, lengths) => {
      const { box, told } = liveThrough(steps);
      const [once, repeated] = [makeStores(), makeStores()];
      await foldInto(once, told, lengths);
      await foldInto(repeated, withRepetitions(told, twice), lengths);
      expect(await stateOf(repeated, box)).toEqual(await stateOf(once, box));
    }),
  );
});

test("a replay from the beginning over the stores changes nothing at all", async () => {
  await fc.assert(
    fc.asyncProperty(life, cuts, async (steps, lengths) => {
      const { box, told } = liveThrough(steps);
      const stores = makeStores();
      await foldInto(stores, told, lengths);
      const before = { state: await stateOf(stores, box), at: await position(stores.view) };
      await foldInto(stores, told, lengths);
      expect({ state: await stateOf(stores, box), at: await position(stores.view) }).toEqual(
        before,
      );
    }),
  );
});

test("a slice that reached the history and not the view is repaired by coming again, cut anew", async () => {
  await fc.assert(
    fc.asyncProperty(life, fc.nat(1000), cuts, async (steps, where, lengths) => {
      const { box, told } = liveThrough(steps);
      const crash = where % told.length;
      const [whole, crashed] = [makeStores(), makeStores()];
      await foldInto(whole, told, lengths);
      await foldInto(crashed, told.slice(0, crash), lengths);
      const half = told.slice(crash, crash + 5);
      await foldInto(crashed, half, [half.length].values(), { skipView: true });
      await foldInto(crashed, told.slice(crash), lengths);
      expect(await stateOf(crashed, box)).toEqual(await stateOf(whole, box));
    }),
  );
});

test("a slice with two registries that reached the history alone comes again as it was", async () => {
  const { box, told } = liveThrough(["attach", "empty registry", "empty registry", "attach"]);
  const [before, slice] = [told.slice(0, 3), told.slice(3)];
  const [whole, crashed] = [makeStores(), makeStores()];
  await foldInto(whole, told, [3, 5].values());
  await foldInto(crashed, before, [3].values());
  await foldInto(crashed, slice, [5].values(), { skipView: true });
  await foldInto(crashed, slice, [5].values());
  expect(await stateOf(crashed, box)).toEqual(await stateOf(whole, box));
});

test("whatever records are lost, all is well after what the fold then asks for", async () => {
  const losses = fc.infiniteStream(fc.boolean());
  await fc.assert(
    fc.asyncProperty(life, losses, cuts, async (steps, lost, lengths) => {
      const { box, told } = liveThrough(steps);
      const stores = makeStores();
      // A Birth comes first on its connection: without it nothing of that connection reaches the log.
      const left = told.filter(
        ({ event }) => event.kind === "Birth" || lost.next().value === false,
      );
      await foldInto(stores, left, lengths);
      let heard = told.length;
      box.take("reconnect");
      const planner = new ResyncPlanner();
      for (let round = 0; round < 3; round += 1) {
        const news = box.told.slice(heard).map((event) => ({ event, receivedAtMs: ++heard }));
        takeNotes(planner, await foldInto(stores, news, lengths));
        for (const each of askedOf(planner, round)) box.answer(each);
      }
      expect(heard).toBe(box.told.length);
      expect(await shown(stores.view)).toEqual(box.openSessions());
      expect(planner.size).toBe(0);
    }),
  );
});

function takeNotes(planner: ResyncPlanner, notes: readonly FoldNote[]): void {
  for (const note of notes) {
    if (note.kind === "need") planner.need(note.resync);
    if (note.kind === "healed") planner.healed(note.boxId, note.sessionId);
    if (note.kind === "roster") planner.replace(note.boxId, note.resyncs);
  }
}

/** All that the planner asks, over as many seconds as it takes. */
function askedOf(planner: ResyncPlanner, round: number): SessionResync[] {
  const asked: SessionResync[] = [];
  for (let second = 0; second < 10; second += 1) {
    const nowMs = round * 20_000 + second * 1_000;
    for (const each of planner.due(nowMs, () => "all"))
      if (each.kind === "session") asked.push(each);
  }
  return asked;
}

function withRepetitions(told: readonly Told[], picks: readonly [number, number][]): Told[] {
  const all = [...told];
  for (const [which, where] of picks) {
    const repeated = all[which % all.length] ?? { event: events.birth(), receivedAtMs: 0 };
    const first = all.indexOf(repeated);
    all.splice(first + 1 + (where % (all.length - first)), 0, repeated);
  }
  return all;
}
