import { silentLogger } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { MemoryRecordLog } from "@rae/stream/testing";
import { afterEach, expect, test } from "vitest";
import { aggregatorPart } from "../src/aggregator-part.ts";
import { loadConfig } from "../src/config.ts";
import { createContext } from "../src/process-context.ts";
import { MemoryFleetView } from "../src/testing/memory-fleet-view.ts";
import { MemoryHistory } from "../src/testing/memory-history.ts";

const { signal } = new AbortController();
const context = {
  ...createContext("rae-aggregator", loadConfig(undefined, {}, {}), signal),
  logger: silentLogger,
};
afterEach(() => context.stack.close());

test("an aggregator whose group is refused says so in its readiness, until it runs", async () => {
  const log = context.stack.use("log", new MemoryRecordLog());
  const { check, open } = aggregatorPart(context);
  const readiness = () => check.check(signal);
  expect(readiness()).toEqual({ ready: false, detail: "starting" });
  log.failConsumes(Number.POSITIVE_INFINITY);
  open({ log, view: new MemoryFleetView(), history: new MemoryHistory() });
  await eventually(() =>
    expect(readiness()).toEqual({
      ready: false,
      detail: "restarting: the log was told to fail this consume",
    }),
  );
  log.failConsumes(0);
  await eventually(() =>
    expect(readiness()).toMatchObject({
      ready: true,
      detail: expect.stringContaining("running, 0 records behind"),
    }),
  );
});
