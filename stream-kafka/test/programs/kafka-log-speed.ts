/**
 * `node stream-kafka/test/programs/kafka-log-speed.ts 127.0.0.1:9092`: how fast the log on Kafka takes and gives records of 900
 * bytes, in wall time and CPU of this process, and how many fetches a quiet stream costs. It leaves its topic behind.
 */
import { randomUUID } from "node:crypto";
import { silentLogger, sleep, systemClock } from "@rae/kit";
import { openKafkaRecordLog } from "../../src/record-log.ts";

const total = 100_000;
const inFlight = 500;
const quietPerSecond = 900;
const quietSeconds = 5;
const broker = process.argv[2] ?? "127.0.0.1:9092";
const log = openKafkaRecordLog({
  brokers: [broker],
  clientId: "speed",
  logger: silentLogger,
  topics: {
    names: ["events", "quiet"],
    prefix: `speed-${randomUUID()}-`,
    partitions: 12,
    replicationFactor: 1,
    minInsyncReplicas: 1,
    retentionMs: { events: 3_600_000 },
  },
});
const forever = new AbortController().signal;
const headers = { "box-id": "box-1", "received-at-ms": "1700000000000", "schema-version": "1" };
const value = new Uint8Array(900).fill(65);
const recordOf = (index: number) => ({ key: `box-${index % 97}`, value, headers });
const endOf = (records: readonly { readonly offset: number }[]) =>
  (records.at(-1)?.offset ?? 0) + 1;

async function measured(what: string, work: () => Promise<number>): Promise<void> {
  const startedMs = performance.now();
  const startedCpu = process.cpuUsage();
  const records = await work();
  const seconds = (performance.now() - startedMs) / 1_000;
  const { user, system } = process.cpuUsage(startedCpu);
  const cpuSeconds = ((user + system) / 1e6 / records) * 100_000;
  const rate = Math.round(records / seconds);
  process.stdout.write(`${what}: ${rate} records/s, ${cpuSeconds.toFixed(2)} CPU s per 100,000\n`);
}

await log.append("events", [recordOf(0)], forever);
await measured(`append one by one, ${inFlight} in flight`, async () => {
  let next = 0;
  const writer = async () => {
    while (next < total / 2) {
      next += 1;
      await log.append("events", [recordOf(next)], forever);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, writer));
  return total / 2;
});
await measured(`append ${inFlight} at once, one append in flight`, async () => {
  for (let done = 0; done < total / 2; done += inFlight) {
    const batch = Array.from({ length: inFlight }, (_, index) => recordOf(done + index));
    await log.append("events", batch, forever);
  }
  return total / 2;
});
await measured("consume in a group, slices of up to 5,000 records", async () => {
  const { promise: all, resolve, reject } = Promise.withResolvers<void>();
  let count = 0;
  const consumption = await log.consume({
    group: "readers",
    topics: ["events"],
    limits: {
      slice: { maxRecords: 5_000, maxBytes: 4 * 2 ** 20 },
      queue: { maxRecords: 10_000, maxBytes: 8 * 2 ** 20 },
    },
    handle: async ({ records }) => {
      count += records.length;
      if (count > total) resolve();
      return endOf(records);
    },
    onFailure: reject,
  });
  await all;
  await consumption.close();
  return total;
});
await measured(`quiet, ${quietPerSecond}/s written and read`, async () => {
  const records = quietPerSecond * quietSeconds;
  const latencies: number[] = [];
  let requests = 0;
  const consumption = await log.consume({
    group: "quiet",
    topics: ["quiet"],
    handle: async (slice) => {
      for (const record of slice.records)
        latencies.push(performance.now() - Number(record.headers.ms));
      return endOf(slice.records);
    },
    onFailure: () => {},
    observer: {
      onFetch: () => {},
      onCommit: () => {},
      onRetry: () => {},
      onRequest: () => {
        requests += 1;
      },
    },
  });
  const startedMs = performance.now();
  for (let sent = 0; sent < records; ) {
    const due = Math.min(records, ((performance.now() - startedMs) / 1_000) * quietPerSecond);
    for (; sent < due; sent += 1) {
      const record = { ...recordOf(sent), headers: { ...headers, ms: `${performance.now()}` } };
      void log.append("quiet", [record], forever);
    }
    await sleep(systemClock, 1);
  }
  const fetches = (requests / records).toFixed(3);
  latencies.sort((a, b) => a - b);
  const p = (share: number) => (latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(1);
  await consumption.close();
  const ages = `append to handler p50 ${p(0.5)} ms, p99 ${p(0.99)} ms`;
  process.stdout.write(`  ${fetches} fetches a record; ${ages}\n`);
  return records;
});
await log.close();
