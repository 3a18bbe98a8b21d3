import { silentLogger } from "@rae/kit";
import { eventually, ManualClock } from "@rae/kit/testing";
import { isStalled, Lanes, lateAppends, partitionOfKey, RecordLogUnavailable } from "@rae/stream";
import { beforeEach, describe, expect, it } from "vitest";
import { ScriptedWriter } from "./scripted-writer.ts";

let writer: ScriptedWriter;
let clock: ManualClock;
let lanes: Lanes;
beforeEach(() => {
  writer = new ScriptedWriter();
  clock = new ManualClock();
  lanes = open();
});

function open(batch = { maxRecords: 100, maxBytes: 10_000 }): Lanes {
  return new Lanes({
    ...{ writer, clock, logger: silentLogger, batch },
    write: { maxBatches: 16, maxBytes: 100_000 },
  });
}

/** A key for each of four partitions. */
const keys = [0, 1, 2, 3].map((partition) => {
  const names = Array.from({ length: 100 }, (_, n) => `box-${n}`);
  return names.find((name) => partitionOfKey(name, 4) === partition) ?? "";
});
const [even = "", odd = "", even2 = "", odd2 = ""] = keys;
const alsoEven = Array.from({ length: 100 }, (_, n) => `tv-${n}`).find(
  (name) => partitionOfKey(name, 4) === 0,
);
const forever = new AbortController().signal;
const recordOf = (key: string, text: string) => ({
  ...{ key, value: new TextEncoder().encode(text), headers: {} },
});
const append = (key: string, ...texts: string[]) =>
  lanes.append(
    "events",
    texts.map((text) => recordOf(key, text)),
    forever,
  );

/** Lets time pass until the work is settled. */
async function settled<T>(work: Promise<T>): Promise<T> {
  let isSettled = false;
  const end = () => {
    isSettled = true;
  };
  work.then(end, end);
  await eventually(async () => {
    await clock.advance(100);
    expect(isSettled).toBe(true);
  });
  return await work;
}

/** Shuts the writer until the returned function is called. */
function shut(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  writer.gate = promise;
  return resolve;
}

describe("batches", () => {
  it("carry what was appended in one turn, in one write to each destination", async () => {
    await settled(
      Promise.all([append(even, "1"), append(odd, "2"), append(even2, "3"), append(even, "4")]),
    );
    expect(writer.writes).toEqual([["events/0:2", "events/2:1"], ["events/1:1"]]);
    expect(writer.written.get("events/0")).toEqual(["1", "4"]);
    expect(lanes.queuedBytes).toBe(0);
  });

  it("follow one another in a lane, the next with all that has gathered", async () => {
    const openUp = shut();
    const first = append(even, "1");
    await clock.advance(0);
    const others = [append(even, "2"), append(even, "3")];
    await clock.advance(0);
    openUp();
    await settled(Promise.all([first, ...others]));
    expect(writer.writes).toEqual([["events/0:1"], ["events/0:2"]]);
  });

  it("stay within their limits, but for a single record that is larger", async () => {
    lanes = open({ maxRecords: 2, maxBytes: 50 });
    const large = "x".repeat(200);
    await settled(append(even, "1", "2", "3", large, "4"));
    expect(writer.writes).toEqual([["events/0:2"], ["events/0:1"], ["events/0:1"], ["events/0:1"]]);
    expect(writer.written.get("events/0")).toEqual(["1", "2", "3", large, "4"]);
  });
});

describe("a log that is away", () => {
  it("gets the same batch again before what came meanwhile, and readers may see it twice", async () => {
    const openUp = shut();
    writer.script.push("answer-lost", "lost");
    const first = append(even, "1");
    await clock.advance(0);
    const second = append(even, "2");
    openUp();
    await settled(Promise.all([first, second]));
    expect(writer.written.get("events/0")).toEqual(["1", "1", "2"]);
  });

  it("in one partition holds up no other, and writes nothing of the others twice", async () => {
    writer.ill.add("events/0");
    const held = append(even, "held");
    for (let round = 0; round < 50; round += 1) {
      await settled(Promise.all([append(odd, `${round}`), append(even2, `${round}`)]));
    }
    const numbers = Array.from({ length: 50 }, (_, n) => `${n}`);
    expect(writer.written.get("events/1")).toEqual(numbers);
    expect(writer.written.get("events/2")).toEqual(numbers);
    expect(writer.written.get("events/0")).toBeUndefined();
    writer.ill.clear();
    await settled(held);
    expect(writer.written.get("events/0")).toEqual(["held"]);
  });

  it("without a leader of a partition is asked for one until there is one", async () => {
    writer.leaderless.add("events/0");
    writer.onLocate = () => {
      if (writer.located === 3) writer.leaderless.clear();
    };
    await settled(Promise.all([append(even, "1"), append(odd, "2")]));
    expect(writer.located).toBe(3);
    expect(writer.written.get("events/0")).toEqual(["1"]);
  });

  it("whose topics are not known yet gets all in the order of the calls once they are", async () => {
    writer.partitions = undefined;
    writer.onLocate = () => {
      if (writer.located < 3) throw new RecordLogUnavailable("not there yet");
      writer.partitions = 4;
    };
    const appends = ["1", "2", "3"].map((text) => append(even, text));
    await clock.advance(0);
    expect(lanes.waiting()).toMatchObject([
      { topic: "events", partition: undefined, failure: { message: "not there yet" } },
    ]);
    await settled(Promise.all(appends));
    expect(writer.written.get("events/0")).toEqual(["1", "2", "3"]);
  });

  it("fails nobody, however long, until the caller's own signal aborts", async () => {
    writer.ill.add("events/0");
    const giving = new AbortController();
    const given = lanes.append("events", [recordOf(even, "given")], giving.signal);
    const kept = append(even, "kept");
    await clock.advance(3_600_000);
    giving.abort(new Error("given up"));
    await expect(given).rejects.toThrow("given up");
    writer.ill.clear();
    await settled(kept);
    expect(writer.written.get("events/0")).toEqual(["kept"]);
    expect(lanes.queuedBytes).toBe(0);
  });

  it("is tried again less and less often, and at once after a success", async () => {
    writer.ill.add("events/0");
    const held = append(even, "1");
    await clock.advance(60_000);
    expect(writer.writes.length).toBeGreaterThan(25);
    expect(writer.writes.length).toBeLessThan(80);
    writer.ill.clear();
    await settled(held);
    writer.writes.length = 0;
    writer.script.push("lost");
    const again = append(even, "2");
    await clock.advance(51);
    await again;
    expect(writer.writes).toHaveLength(2);
  });

  it("is told of with its reason, and as standing still only while nothing of a topic gets through", async () => {
    writer.ill.add("events/0");
    void append(even, "1").catch(() => {});
    await clock.advance(5_000);
    await settled(append(odd, "2"));
    await clock.advance(6_000);
    expect(lateAppends(lanes.waiting(), 10_000)).toEqual([
      expect.stringMatching(/^events\/0 has waited 11 s: the log was told to be away$/),
    ]);
    expect(isStalled(lanes.waiting(), 10_000)).toBe(false);
    await clock.advance(5_000);
    await settled(lanes.append("others", [recordOf(odd, "3")], forever));
    expect(isStalled(lanes.waiting(), 10_000)).toBe(true);
    lanes.stop(new RecordLogUnavailable("closed"));
  });

  it("that throws a bug of an adapter's is away like any other", async () => {
    const write = writer.write.bind(writer);
    let calls = 0;
    writer.write = async (to, batches) => {
      calls += 1;
      if (calls === 1) throw new TypeError("a bug");
      return await write(to, batches);
    };
    await settled(append(even, "1"));
    expect(writer.written.get("events/0")).toEqual(["1"]);
  });
});

describe("a record that the log refuses", () => {
  it("fails alone, in few writes, and those around it are written in their order", async () => {
    writer.isRefused = ({ value }) => value?.byteLength === 3;
    const texts = Array.from({ length: 64 }, (_, n) => (n === 41 ? "bad" : `${n}`));
    const keyOf = (n: number) => (n === 41 ? (alsoEven ?? "") : even);
    const all = Promise.allSettled(texts.map((text, n) => append(keyOf(n), text)));
    const outcomes = await settled(all);
    const failed = outcomes.flatMap(({ status }, n) => (status === "rejected" ? [n] : []));
    expect(failed).toEqual([41]);
    expect(outcomes[41]).toMatchObject({ reason: { code: "record-refused", isBehind: false } });
    expect(writer.written.get("events/0")).toEqual(texts.filter((text) => text !== "bad"));
    expect(writer.writes.length).toBeLessThan(20);
  });

  it("takes with it what its key has pushed behind it, which was not tried", async () => {
    writer.isRefused = ({ value }) => value?.byteLength === 3;
    const all = [append(even, "1"), append(even, "bad"), append(even, "2"), append(odd, "3")];
    const other = append(alsoEven ?? "", "4");
    const outcomes = await settled(Promise.allSettled([...all, other]));
    expect(outcomes.map(({ status }) => status)).toEqual([
      "fulfilled",
      "rejected",
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
    expect(outcomes[2]).toMatchObject({ reason: { isBehind: true, record: { key: even } } });
    expect(writer.written.get("events/0")).toEqual(["1", "4"]);
    expect(lanes.queuedBytes).toBe(0);
  });

  it("fails its whole call, of which other partitions may have been written", async () => {
    writer.isRefused = ({ value }) => value?.byteLength === 3;
    const records = [recordOf(even, "bad"), recordOf(odd, "1"), recordOf(odd2, "2")];
    const call = lanes.append("events", records, forever);
    await expect(settled(call)).rejects.toMatchObject({ name: "RecordRefused" });
    await settled(append(even, "2"));
    expect(lanes.queuedBytes).toBe(0);
  });
});

describe("what nobody waits for any more", () => {
  it("is not written, unless it is on its way", async () => {
    const openUp = shut();
    const giving = new AbortController();
    const first = lanes.append("events", [recordOf(even, "1")], giving.signal);
    await clock.advance(0);
    const second = lanes.append("events", [recordOf(even, "2")], giving.signal);
    giving.abort(new Error("not any more"));
    await expect(first).rejects.toThrow("not any more");
    await expect(second).rejects.toThrow("not any more");
    openUp();
    await settled(append(even, "3"));
    expect(writer.written.get("events/0")).toEqual(["1", "3"]);
    expect(lanes.queuedBytes).toBe(0);
  });

  it("costs one listener for each signal, however many appends share it", async () => {
    const openUp = shut();
    const shared = new AbortController();
    let listeners = 0;
    const add = shared.signal.addEventListener.bind(shared.signal);
    shared.signal.addEventListener = (...given: Parameters<typeof add>) => {
      listeners += 1;
      add(...given);
    };
    const appends = Array.from({ length: 100 }, (_, n) =>
      lanes.append("events", [recordOf(even, `${n}`)], shared.signal),
    );
    openUp();
    await settled(Promise.all(appends));
    expect(listeners).toBe(1);
  });
});

it("drains when all is durable, and after a stop fails what waits and what comes", async () => {
  writer.ill.add("events/0");
  const held = append(even, "1");
  await clock.advance(0);
  let isDrained = false;
  void lanes.drained().then(() => {
    isDrained = true;
  });
  await clock.advance(10_000);
  expect(isDrained).toBe(false);
  lanes.stop(new RecordLogUnavailable("the log is closed"));
  await expect(held).rejects.toThrow("the log is closed");
  await eventually(() => expect(isDrained).toBe(true));
  await expect(append(even, "2")).rejects.toThrow("the log is closed");
});

it("takes up a number of partitions that has grown", async () => {
  await settled(append(even, "1"));
  writer.partitions = 8;
  const grown = keys.find((key) => partitionOfKey(key, 8) >= 4) ?? "";
  await settled(append(grown, "2"));
  expect(writer.written.get(`events/${partitionOfKey(grown, 8)}`)).toEqual(["2"]);
});
