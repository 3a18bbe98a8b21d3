import { sharedEngines } from "@rae/deploy/engines/testing";
import { silentLogger, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { Registry } from "prom-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ClockWatch } from "../../src/operations/clock-watch.ts";
import { askReadiness } from "../../src/operations/readiness.ts";
import type { History } from "../../src/ports/history.ts";
import { CassandraLab } from "./cassandra-lab.ts";

let lab: CassandraLab;
let history: History;
let address: string;
beforeAll(async () => {
  const { host, port } = sharedEngines().cassandra;
  address = `${host}:${port}`;
  lab = new CassandraLab({ contactPoints: [address] });
  await lab.applySchema();
  history = lab.open();
});
afterAll(async () => {
  await history.close();
  await lab.drop();
});

/** What a process says whose clock is off, once it has compared it. */
async function readinessOff(offMs: number) {
  const clock = { ...systemClock, nowMs: () => systemClock.nowMs() + offMs };
  const metrics = new Registry();
  const readServerClock = () => history.readServerClock();
  const watch = new ClockWatch({ readServerClock, clock, logger: silentLogger, metrics });
  try {
    const skew = await eventually(
      async () => {
        const told = /rae_clock_skew_seconds\{server="(.*)"\} (\S+)/.exec(await metrics.metrics());
        if (told === null) throw new Error("not compared yet");
        return { server: told[1], seconds: Number(told[2]) };
      },
      { timeoutMs: 60_000 },
    );
    return { skew, report: await askReadiness([watch.check], clock) };
  } finally {
    await watch.close();
  }
}

test.each([
  { offMs: 4_000, seconds: 4, ready: false, words: "s ahead of that of the server" },
  { offMs: -4_000, seconds: -4, ready: false, words: "s behind that of the server" },
  { offMs: 0, seconds: 0, ready: true, words: "" },
])("a clock that is $offMs ms off Cassandra's: ready is $ready", async (expected) => {
  const { skew, report } = await readinessOff(expected.offMs);
  expect(skew.server).toBe(address);
  expect(Math.abs(skew.seconds - expected.seconds)).toBeLessThan(1);
  expect(report.ready).toBe(expected.ready);
  expect(report.dependencies[0]?.detail).toContain(expected.words);
});
