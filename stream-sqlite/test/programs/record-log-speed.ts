/**
 * `node stream-sqlite/test/programs/record-log-speed.ts`: how fast the log on SQLite takes and gives records of 900 bytes, in
 * wall time and per second of CPU, which does not depend on what else the machine does.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteRecordLog } from "../../src/record-log.ts";

const total = 200_000;
const batchRecords = 100;
const folder = mkdtempSync(join(tmpdir(), "rae-log-speed-"));
const log = openSqliteRecordLog({ path: join(folder, "log.sqlite") });
const forever = new AbortController().signal;
const headers = { "box-id": "box-1", "received-at-ms": "1700000000000", "schema-version": "1" };
const value = new Uint8Array(900).fill(65);
const batches = Array.from({ length: 97 }, (_, batch) =>
  Array.from({ length: batchRecords }, (__, index) => ({
    key: `box-${(batch + index) % 97}`,
    value,
    headers,
  })),
);

async function measured(what: string, work: () => Promise<void>): Promise<void> {
  const startedMs = performance.now();
  const startedCpu = process.cpuUsage();
  await work();
  const seconds = (performance.now() - startedMs) / 1_000;
  const { user, system } = process.cpuUsage(startedCpu);
  const perSecond = Math.round(total / seconds);
  const perCpuSecond = Math.round(total / ((user + system) / 1e6));
  process.stdout.write(`${what}: ${perSecond} records/s, ${perCpuSecond} per CPU second\n`);
}

process.stdout.write(
  `${total} records of ${value.length} bytes, ${availableParallelism()} cores\n`,
);
await measured(`append, batches of ${batchRecords}, one under way`, async () => {
  for (let done = 0; done < total; done += batchRecords) {
    await log.append("events", batches[(done / batchRecords) % batches.length] ?? [], forever);
  }
});
await measured("consume in a group", async () => {
  const { promise: all, resolve, reject } = Promise.withResolvers<void>();
  let count = 0;
  const consumption = await log.consume({
    group: "readers",
    topics: ["events"],
    handle: async ({ records }) => {
      count += records.length;
      if (count === total) resolve();
      return (records.at(-1)?.offset ?? 0) + 1;
    },
    onFailure: reject,
  });
  await all;
  await consumption.close();
});
await measured("tail from the beginning", async () => {
  const tail = await log.tail({
    topics: ["events"],
    sinceMs: 0,
    handle: () => {},
    onFailure: () => {},
  });
  await tail.caughtUp;
  await tail.close();
});
await log.close();
rmSync(folder, { recursive: true });
