import { randomUUID } from "node:crypto";
import { silentLogger } from "@rae/kit";
import type { LogRecord, NewRecord, Slice } from "@rae/stream";
import type { KafkaRecordLogOptions } from "../../src/cluster/record-log-options.ts";
import { openKafkaRecordLog } from "../../src/record-log.ts";

/** Options of a log with topics of its own on some brokers. */
export function labOptions(
  brokers: readonly string[],
  options: Partial<KafkaRecordLogOptions> = {},
): KafkaRecordLogOptions {
  return {
    brokers,
    clientId: "lab",
    logger: silentLogger,
    ...options,
    topics: {
      names: ["events", "outcomes"],
      prefix: `${randomUUID()}-`,
      partitions: 4,
      replicationFactor: 1,
      minInsyncReplicas: 1,
      retentionMs: {},
      ...options.topics,
    },
  };
}

/** The same log as another process would open it. */
export const openLab = (options: KafkaRecordLogOptions) => openKafkaRecordLog(options);

export const soon = () => AbortSignal.timeout(60_000);

export const never = (error: unknown) => {
  throw error;
};

export function recordOf(key: string, number: number): NewRecord {
  return { key, value: new TextEncoder().encode(`${number}`), headers: {} };
}

export const numberOf = (record: LogRecord) => Number(new TextDecoder().decode(record.value));

export const endOf = ({ records }: Slice) => (records.at(-1)?.offset ?? 0) + 1;

/** Whether each key's numbers, but for those that come again, are 0, 1, 2, ... up to its last. */
export function missingOrLate(records: readonly LogRecord[], each: number): string[] {
  const faults: string[] = [];
  for (const [key, ofKey] of Map.groupBy(records, (record) => record.key)) {
    let next = 0;
    for (const record of ofKey) {
      const number = numberOf(record);
      if (number > next) faults.push(`${key}: ${number} before ${next}`);
      next = Math.max(next, number + 1);
    }
    if (next !== each) faults.push(`${key}: ends at ${next}`);
  }
  return faults;
}
