import { type Logger, silentLogger } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { deadLetterHeaders, type ProcessSlice, runStream, type StreamHandle } from "@rae/stream";
import type { MemoryRecordLog } from "@rae/stream/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keyIn, newRecord, soon, streamFixture, textOf } from "../stream-fixture.ts";

const [a, b] = [keyIn(0), keyIn(1)];

describe("a stream whose own code fails at a record", () => {
  let log: MemoryRecordLog;
  let options: ReturnType<typeof streamFixture>["options"];
  let applied: string[];
  let stream: StreamHandle | undefined;
  beforeEach(() => {
    ({ log, options } = streamFixture());
    applied = [];
    stream = undefined;
  });
  afterEach(async () => {
    await stream?.drain(100);
    await log.close();
  });

  /** A fold that reads of a record what it does not have. */
  const fold = (texts: readonly string[]) => {
    const lengths: Partial<Record<string, { readonly length: number }>> = { bad: undefined };
    for (const text of texts) {
      const kind = text.split(":")[1] ?? "";
      if (kind in lengths) return (lengths[kind] as { readonly length: number }).length;
    }
    return texts.length;
  };
  const start = (process: ProcessSlice) => {
    stream = runStream({ ...options, process });
  };
  const append = (...records: [key: string, text: string][]) =>
    log.append(
      "events",
      records.map(([key, text]) => newRecord(key, text)),
      soon(),
    );
  const deadLetters = () => log.records("dead-letters");

  it("tries it alone some times, buries it as internal, logs its stack, and goes on", async () => {
    const told: { readonly err: Error }[] = [];
    const logger: Logger = Object.assign(Object.create(silentLogger), {
      error: (facts: { readonly err: Error }) => told.push(facts),
    });
    options = { ...options, logger };
    let triesAlone = 0;
    start(async ({ records }) => {
      const texts = records.map(textOf);
      if (texts.length === 1 && texts[0] === `${a}:bad`) triesAlone += 1;
      fold(texts);
      applied.push(...texts);
      return {};
    });
    const before = Array.from({ length: 100 }, (_, n): [string, string] => [a, `before-${n}`]);
    await append(...before, [a, "bad"], [a, "after"], [b, "other"]);
    await eventually(() => expect(applied).toContain(`${a}:after`));
    const ofA = applied.filter((text) => text.startsWith(a));
    expect(ofA).toEqual([...before.map(([, text]) => `${a}:${text}`), `${a}:after`]);
    expect(applied).toContain(`${b}:other`);
    expect(triesAlone).toBe(5);
    expect(deadLetters()).toMatchObject([
      {
        key: a,
        value: new TextEncoder().encode("bad"),
        headers: {
          [deadLetterHeaders.code]: "internal",
          [deadLetterHeaders.offset]: "100",
          [deadLetterHeaders.reason]: expect.stringMatching(/^TypeError: Cannot read properties/),
        },
      },
    ]);
    expect(told).toMatchObject([{ topic: "events", partition: 0, offset: 100 }]);
    expect(told[0]?.err.stack).toMatch(/bugs-in-streams\.test\.ts/);
    const count = await options.metrics.getSingleMetricAsString("rae_stream_dead_letters_total");
    expect(count).toContain('{group="readers",topic="events",code="internal"} 1');
  });

  it("buries several of them, and nothing between", async () => {
    start(async ({ records }) => {
      const texts = records.map(textOf);
      fold(texts);
      applied.push(...texts);
      return {};
    });
    await append([a, "1"], [a, "bad"], [a, "bad"], [a, "2"], [a, "bad"], [a, "3"]);
    await eventually(() => expect(applied).toEqual([`${a}:1`, `${a}:2`, `${a}:3`]));
    expect(deadLetters()).toHaveLength(3);
  });

  it("never buries what fails as a store does, however often", async () => {
    options = { ...options, logger: silentLogger };
    let failures = 0;
    let isAway = true;
    start(async ({ records }) => {
      if (isAway) {
        failures += 1;
        throw new TypeError("fetch failed", { cause: new Error("ECONNREFUSED") });
      }
      applied.push(...records.map(textOf));
      return {};
    });
    await append([a, "1"], [a, "2"]);
    await eventually(() => expect(failures).toBeGreaterThan(30));
    isAway = false;
    await eventually(() => expect(applied).toEqual([`${a}:1`, `${a}:2`]));
    expect(deadLetters()).toEqual([]);
  });
});
