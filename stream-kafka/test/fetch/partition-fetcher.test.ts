import { systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { type FetchedRecords, RecordLogUnavailable } from "@rae/stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TopicNames } from "../../src/cluster/topic-names.ts";
import { PartitionFetcher } from "../../src/fetch/partition-fetcher.ts";
import { batchOf, recordOf } from "./batches.ts";
import { FakeBrokers, type FakePartition } from "./fake-brokers.ts";

const limits = { maxRecords: 500, maxBytes: 2 ** 20 };
const soon = () => AbortSignal.timeout(10_000);

let brokers: FakeBrokers;
let fetcher: PartitionFetcher;
beforeEach(() => {
  brokers = new FakeBrokers(3);
  fetcher = open();
});
afterEach(() => fetcher.stop());

function open({ rack, minIntervalMs = 1 }: { rack?: string; minIntervalMs?: number } = {}) {
  return new PartitionFetcher({
    cluster: brokers.asCluster(),
    names: new TopicNames({
      ...{ names: ["events"], prefix: "test-", partitions: 3, replicationFactor: 1 },
      ...{ minInsyncReplicas: 1, retentionMs: {} },
    }),
    clock: systemClock,
    minIntervalMs,
    rack,
  });
}

const at = (partition: number): FakePartition => {
  const found = brokers.partitions[partition];
  if (found === undefined) throw new Error(`no partition ${partition}`);
  return found;
};
const read = (partition: number, fromOffset: number, signal = soon()) =>
  fetcher.read({ topic: "events", partition }, fromOffset, limits, signal);
const textsOf = ({ records }: FetchedRecords) =>
  records.map(({ value }) => new TextDecoder().decode(value));

const isFetched = (outcome: unknown): outcome is FetchedRecords =>
  typeof outcome === "object" && outcome !== null && "records" in outcome;

/** Reads on behind failures that may pass, as a pump does. */
async function readOn(partition: number, fromOffset: number): Promise<FetchedRecords> {
  for (;;) {
    const outcome = await read(partition, fromOffset).catch((error: unknown) => error);
    if (isFetched(outcome)) return outcome;
    if (!(outcome instanceof RecordLogUnavailable)) throw outcome;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("reading", () => {
  it("waits for records, gives those that there are, and goes on behind them in order", async () => {
    const first = read(0, 0);
    at(0).append("0", "1");
    expect(textsOf(await first)).toEqual(["0", "1"]);
    at(0).append("2");
    const { nextOffset, endOffset, records } = await read(0, 1);
    expect([nextOffset, endOffset]).toEqual([3, 3]);
    expect(records.map(({ topic, offset }) => [topic, offset])).toEqual([
      ["events", 1],
      ["events", 2],
    ]);
  });

  it("gives a partition nothing while nobody asks, and no one else waits for it", async () => {
    at(0).append("0");
    at(1).append("1");
    expect(textsOf(await read(1, 0))).toEqual(["1"]);
    expect(brokers.fetches.flatMap(({ partitions }) => partitions)).toEqual([
      { partition: 1, fromOffset: 0 },
    ]);
  });

  it("forgets a reader that has gone, and serves the one that comes for the same partition", async () => {
    const gone = new AbortController();
    const given = read(0, 0, gone.signal);
    gone.abort(new Error("gone"));
    await expect(given).rejects.toThrow("gone");
    expect(fetcher.isWaiting({ topic: "events", partition: 0 })).toBe(false);
    at(0).append("0");
    expect(textsOf(await read(0, 0))).toEqual(["0"]);
  });

  it("serves readers that come and go at random, each record once and in order", async () => {
    const texts = Array.from({ length: 200 }, (_, n) => `${n}`);
    const readAll = async (partition: number) => {
      const seen: string[] = [];
      for (let round = 0; seen.length < texts.length; round += 1) {
        const visit = new AbortController();
        const pending = read(partition, seen.length, visit.signal);
        if (round % 3 === partition) visit.abort(new Error("gone"));
        seen.push(...(await pending.then(textsOf, () => [])));
      }
      return seen;
    };
    const reading = [0, 1, 2].map(readAll);
    for (const text of texts) {
      for (const partition of brokers.partitions) partition.append(text);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await Promise.all(reading)).toEqual([texts, texts, texts]);
  });

  it("ends readers when it stops, and takes none afterwards", async () => {
    const pending = read(0, 0);
    const stopped = fetcher.stop();
    await expect(pending).rejects.toThrow("the log is closed");
    await stopped;
    await expect(read(0, 0)).rejects.toThrow("the log is closed");
  });
});

describe("leaders", () => {
  beforeEach(() => {
    // So that a reader asks again, and metadata comes, while the old leader's turn rests.
    fetcher = open({ minIntervalMs: 200 });
    brokers.metadataMs = 100;
  });

  it("go on being read when one moves to a broker that served nothing of ours, and metadata is slow", async () => {
    at(0).append("0");
    await read(0, 0);
    at(0).leader = 7;
    at(0).append("1");
    expect(textsOf(await readOn(0, 1))).toEqual(["1"]);
  });

  it("are looked for again while the old one has other partitions of ours to serve", async () => {
    const waiting = readOn(1, 0);
    at(0).leader = 7;
    at(0).append("0");
    expect(textsOf(await readOn(0, 0))).toEqual(["0"]);
    at(1).append("1");
    expect(textsOf(await waiting)).toEqual(["1"]);
  });

  it("are read wherever they are once there is one again", async () => {
    at(0).leader = -1;
    await brokers.asCluster().refreshMetadata();
    const waiting = read(0, 0);
    at(0).append("0");
    at(0).leader = 5;
    expect(textsOf(await waiting)).toEqual(["0"]);
  });

  it("that are silent hold up nobody but the readers of what they lead", async () => {
    const { promise, reject } = Promise.withResolvers<never>();
    at(1).leader = 3;
    await brokers.asCluster().refreshMetadata();
    brokers.silent.set(3, promise);
    const held = read(1, 0);
    at(0).append("0");
    expect(textsOf(await read(0, 0))).toEqual(["0"]);
    brokers.silent.delete(3);
    reject(Object.assign(new Error("timed out"), { name: "KafkaJSRequestTimeoutError" }));
    await expect(held).rejects.toThrow(RecordLogUnavailable);
    at(1).append("1");
    expect(textsOf(await readOn(1, 0))).toEqual(["1"]);
  });
});

describe("a partition", () => {
  it.each([
    ["before its first record", 2, { nextOffset: 4, endOffset: 6, isOffsetMissing: true }],
    ["past its end", 9, { nextOffset: 4, endOffset: 6, isOffsetMissing: true }],
  ])("says where its records are to a reader %s", async (_, fromOffset, expected) => {
    at(0).append("0", "1", "2", "3", "4", "5");
    at(0).firstOffset = 4;
    expect(await read(0, fromOffset)).toEqual({ records: [], ...expected });
    expect(textsOf(await read(0, 4))).toEqual(["4", "5"]);
  });

  it("with a batch that cannot be read gives what is before it, then says what is wrong, to its own reader alone", async () => {
    at(0).append("0");
    at(0).appendBatch((baseOffset) => batchOf([recordOf("a", "1")], { baseOffset, attributes: 5 }));
    at(1).append("0", "1");
    expect(textsOf(await read(0, 0))).toEqual(["0"]);
    const bad = read(0, 1);
    const good = read(1, 0);
    await expect(bad).rejects.toThrow(RecordLogUnavailable);
    await expect(bad).rejects.toThrow("events/0 at offset 1 cannot be read: it is compressed by");
    expect(textsOf(await good)).toEqual(["0", "1"]);
  });

  it("with an error that nobody knows is unavailable, and the others are not", async () => {
    at(0).error = 12_345;
    at(1).append("1");
    const bad = read(0, 0);
    const good = read(1, 0);
    await expect(bad).rejects.toThrow(RecordLogUnavailable);
    await expect(bad).rejects.toThrow("12345");
    expect(textsOf(await good)).toEqual(["1"]);
  });
});

describe("a rack", () => {
  const near = 8;
  beforeEach(() => {
    fetcher = open({ rack: "rack-b" });
    for (const partition of brokers.partitions) partition.nearReplica = near;
  });
  const brokersAsked = () => new Set(brokers.fetches.slice(-1).map(({ brokerId }) => brokerId));

  it("is told to the leader, whose nearer replica is read from then on", async () => {
    at(0).append("0");
    expect(textsOf(await read(0, 0))).toEqual(["0"]);
    expect(brokers.fetches[0]).toMatchObject({ brokerId: 0, rack: "rack-b" });
    at(0).append("1");
    expect(textsOf(await read(0, 1))).toEqual(["1"]);
    expect(brokersAsked()).toEqual(new Set([near]));
  });

  it("that has lost its replica is read from the leader", async () => {
    at(0).append("0");
    await read(0, 0);
    const lost = Promise.reject(new Error("connection lost"));
    lost.catch(() => {});
    brokers.silent.set(near, lost);
    at(0).append("1");
    expect(textsOf(await read(0, 1))).toEqual(["1"]);
    expect(brokersAsked()).toEqual(new Set([0]));
    expect(brokers.fetches.at(-1)?.rack).toBe("");
  });

  it("whose replica does not have an offset asks the leader before it believes that", async () => {
    at(0).append("0", "1");
    await read(0, 0);
    at(0).firstOffset = 2;
    const missing = await read(0, 0);
    expect(missing).toMatchObject({ isOffsetMissing: true, nextOffset: 2 });
    expect(brokersAsked()).toEqual(new Set([0]));
  });

  it("is of no use to brokers that know of none", async () => {
    for (const partition of brokers.partitions) partition.nearReplica = -1;
    at(0).append("0");
    expect(textsOf(await read(0, 0))).toEqual(["0"]);
    await eventually(() => expect(brokersAsked()).toEqual(new Set([0])));
  });
});
