import { silentLogger } from "@rae/kit";
import { ManualClock } from "@rae/kit/testing";
import { type ControlRecord, defaults, logTopics, parseControl } from "@rae/protocol";
import { MemoryRecordLog } from "@rae/stream/testing";
import { expect, it } from "vitest";
import { startSignOfLife } from "../../src/aggregator/sign-of-life.ts";

it("an aggregator tells of itself at once, as the log may stop before it could a second time", async () => {
  const clock = new ManualClock();
  const log = new MemoryRecordLog({ clock });
  const told: ControlRecord[] = [];
  const tail = await log.tail({
    topics: [logTopics.control],
    sinceMs: 0,
    handle: ({ records }) => void told.push(...records.map(({ value }) => parseControl(value))),
    onFailure(error) {
      throw error;
    },
  });
  const startedMs = clock.nowMs();
  const sign = startSignOfLife({ log, clock, logger: silentLogger });
  await clock.advance(0);
  expect(told).toMatchObject([{ kind: "aggregator-alive", atMs: startedMs }]);
  await clock.advance(defaults.gatewayAliveMs);
  expect(told).toHaveLength(2);
  await sign.close();
  await clock.advance(2 * defaults.gatewayAliveMs);
  expect(told).toHaveLength(2);
  await tail.close();
});
