import { silentLogger, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { runStream, type Slice } from "@rae/stream";
import { MemoryRecordLog } from "@rae/stream/testing";
import { Registry } from "prom-client";
import { expect, it } from "vitest";

it("smoke", async () => {
  const log = new MemoryRecordLog();
  const seen: string[] = [];
  const stream = runStream({
    log,
    group: "g",
    topics: ["events"],
    deadLetterTopic: "dead",
    clock: systemClock,
    logger: silentLogger,
    metrics: new Registry(),
    process: async (slice: Slice) => {
      for (const r of slice.records) seen.push(r.key);
      return {};
    },
  });
  await log.append(
    "events",
    [1, 2, 3].map((n) => ({ key: `k${n}`, value: new Uint8Array([n]), headers: {} })),
    AbortSignal.timeout(1000),
  );
  await eventually(() => expect(seen.toSorted()).toEqual(["k1", "k2", "k3"]));
  expect(await stream.drain(1000)).toEqual({ isComplete: true, unfinished: [] });
  await log.close();
});
