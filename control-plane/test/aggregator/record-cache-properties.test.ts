import { silentLogger } from "@rae/kit";
import { ManualClock } from "@rae/kit/testing";
import { encodeBoxEvent, logHeaders, logTopics } from "@rae/protocol";
import type { LogRecord } from "@rae/stream";
import { MemoryRecordLog } from "@rae/stream/testing";
import fc from "fast-check";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { aggregatorMetrics } from "../../src/aggregator/aggregator-metrics.ts";
import { BoxPlaces } from "../../src/aggregator/box-places.ts";
import { EventStage } from "../../src/aggregator/event-stage.ts";
import { Healing } from "../../src/aggregator/healing.ts";
import { LogHead } from "../../src/aggregator/log-head.ts";
import { RecordCaches } from "../../src/aggregator/record-caches.ts";
import { MemoryFleetView } from "../../src/testing/memory-fleet-view.ts";
import { MemoryHistory } from "../../src/testing/memory-history.ts";
import { BoxLife, type LifeStep, lifeSteps } from "./box-life.ts";

// Long enough, and mostly changes, so that the records of most slices are hot.
const step = fc.oneof(
  { weight: 8, arbitrary: fc.constant<LifeStep>("change") },
  { weight: 3, arbitrary: fc.constantFrom<LifeStep>("attach", "snapshot") },
  { weight: 1, arbitrary: fc.constantFrom(...lifeSteps) },
);
const life = fc.array(step, { minLength: 1, maxLength: 120, size: "max" });

/** What may befall a slice, and how long it is. */
const trial = fc.record({
  length: fc.integer({ min: 1, max: 6 }),
  trouble: fc.constantFrom(
    "none",
    "none",
    "none",
    "view fails",
    "history fails",
    "view fails late",
    "revoked between the stores",
    "revoked",
  ),
});
const trials = fc.infiniteStream(trial);
const cacheBytes = fc.constantFrom(1_000, 3_000, 2 ** 20);

class Stores {
  readonly view = new MemoryFleetView();
  readonly history = new WatchedHistory();

  async state(sessions: readonly string[]) {
    const boxes = await this.view.readBoxes(["box-1"]);
    const entries = sessions.map((sessionId) =>
      this.history.read({ sessionId, order: "oldest-first", limit: 1000 }),
    );
    return {
      shown: Object.fromEntries(await this.view.readDevices(sessions)),
      durable: Object.fromEntries(await this.history.readDevices(sessions)),
      box: withoutOwed(boxes.get("box-1")),
      durableBox: withoutOwed((await this.history.readBoxes(["box-1"])).get("box-1")),
      entries: (await Promise.all(entries)).flat(),
    };
  }
}

// What is owed may be more where a roster came again; it is asked for once more than needed.
function withoutOwed(box: { readonly roster?: object } | undefined) {
  return { ...box, roster: { ...box?.roster, owed: undefined } };
}

class WatchedHistory extends MemoryHistory {
  onWritten: () => void = () => {};

  override async write(batch: Parameters<MemoryHistory["write"]>[0]): Promise<void> {
    await super.write(batch);
    this.onWritten();
  }
}

/** An aggregator's fold of one partition, from a place on the log, assignment after assignment. */
class Folder {
  at: number;
  readonly #log: readonly LogRecord[];
  readonly #stores: Stores;
  readonly #stage: EventStage;
  #assignment = new AbortController();

  constructor(log: readonly LogRecord[], stores: Stores, cacheBytes: number, at = 0) {
    this.#log = log;
    this.#stores = stores;
    this.at = at;
    const clock = new ManualClock();
    const metrics = aggregatorMetrics(new Registry(), { healing: () => 0, openCommands: () => 0 });
    const healing = new Healing({
      ...{ ...stores, log: new MemoryRecordLog({ clock }), clock, metrics },
      head: new LogHead(clock, () => []),
      places: new BoxPlaces(),
      logger: silentLogger,
      signal: new AbortController().signal,
    });
    const caches = new RecordCaches(cacheBytes);
    this.#stage = new EventStage({ ...stores, caches, healing, clock, metrics });
  }

  get isDone(): boolean {
    return this.at >= this.#log.length;
  }

  async step({ length, trouble }: { readonly length: number; readonly trouble: string }) {
    const { view, history } = this.#stores;
    const records = this.#log.slice(this.at, this.at + length);
    if (trouble === "view fails") view.fail(1);
    if (trouble === "history fails") history.fail(1);
    if (trouble === "view fails late") history.onWritten = () => view.fail(1);
    if (trouble === "revoked between the stores") {
      history.onWritten = () => this.#assignment.abort(new Error("revoked"));
    }
    const { topic, partition } = records[0] ?? { topic: "", partition: 0 };
    const slice = { topic, partition, records, endOffset: this.#log.length };
    const isDone = await this.#stage.process(slice, this.#assignment.signal).then(
      () => true,
      () => false,
    );
    history.onWritten = () => {};
    view.fail(0);
    history.fail(0);
    if (isDone) this.at += records.length;
    if (trouble === "revoked") this.#assignment.abort(new Error("revoked"));
    if (this.#assignment.signal.aborted) this.#assignment = new AbortController();
  }
}

function logOf(steps: readonly LifeStep[]) {
  const box = new BoxLife();
  for (const step of steps) box.take(step);
  const log = box.told.map((event, offset): LogRecord => {
    const receivedAtMs = offset + 1;
    const headers = {
      [logHeaders.gatewayId]: "gateway-1",
      [logHeaders.receivedAtMs]: String(receivedAtMs),
    };
    const place = { topic: logTopics.events, partition: 0, offset, appendedAtMs: receivedAtMs };
    return { ...place, key: event.boxId, value: encodeBoxEvent(event), headers };
  });
  return { box, log };
}

async function foldedPlainly(log: readonly LogRecord[], sessions: readonly string[]) {
  const stores = new Stores();
  const folder = new Folder(log, stores, 0);
  while (!folder.isDone) await folder.step({ length: 1, trouble: "none" });
  return stores.state(sessions);
}

test("with a cache the stores come to what they are without, whatever fails or is revoked between", async () => {
  await fc.assert(
    fc.asyncProperty(life, trials, cacheBytes, async (steps, tries, bytes) => {
      const { box, log } = logOf(steps);
      const stores = new Stores();
      const folder = new Folder(log, stores, bytes);
      while (!folder.isDone) await folder.step(tries.next().value);
      expect(await stores.state(box.everySession)).toEqual(
        await foldedPlainly(log, box.everySession),
      );
    }),
    { numRuns: 120 },
  );
});

test("a partition that goes to and fro between two aggregators is folded as by one", async () => {
  await fc.assert(
    fc.asyncProperty(life, trials, fc.nat(5), async (steps, tries, uncommitted) => {
      const { box, log } = logOf(steps);
      const stores = new Stores();
      let [owner, other] = [new Folder(log, stores, 2 ** 20), new Folder(log, stores, 2 ** 20)];
      for (let turns = 0; !owner.isDone; turns += 1) {
        const { length, trouble } = tries.next().value;
        // Now and then it stays, so that it comes to its end.
        const isRevoked = trouble.startsWith("revoked") && turns % 4 < 2;
        await owner.step({ length, trouble: isRevoked ? trouble : "none" });
        if (!isRevoked) continue;
        other.at = Math.max(0, owner.at - (uncommitted % length));
        [owner, other] = [other, owner];
      }
      expect(await stores.state(box.everySession)).toEqual(
        await foldedPlainly(log, box.everySession),
      );
    }),
    { numRuns: 120 },
  );
});

test("one that does not know that it was revoked changes nothing with its cache", async () => {
  const turns = fc.infiniteStream(fc.boolean());
  await fc.assert(
    fc.asyncProperty(life, trials, turns, fc.nat(60), async (steps, tries, turn, since) => {
      const { box, log } = logOf(steps);
      const stores = new Stores();
      const former = new Folder(log, stores, 2 ** 20);
      while (former.at < Math.min(since, log.length)) await former.step(tries.next().value);
      const committed = Math.max(0, former.at - (since % 7));
      const next = new Folder(log, stores, 2 ** 20, committed);
      while (!next.isDone) {
        const who = turn.next().value && !former.isDone ? former : next;
        await who.step(tries.next().value);
      }
      expect(await stores.state(box.everySession)).toEqual(
        await foldedPlainly(log, box.everySession),
      );
    }),
    { numRuns: 120 },
  );
});
