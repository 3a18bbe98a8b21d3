import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { AppendObserver } from "./log-writer.ts";

/** Makes the metrics `rae_log_append_*`, if there is a registry. */
export function appendMetrics(
  registry: Registry | undefined,
  queuedBytes: () => number,
): AppendObserver {
  if (registry === undefined) return { onWrite: () => {}, onRetry: () => {} };
  const registers = [registry];
  new Gauge({
    name: "rae_log_append_queue_bytes",
    help: "Bytes of records that are not durable yet",
    registers,
    collect() {
      this.set(queuedBytes());
    },
  });
  const records = new Histogram({
    name: "rae_log_append_write_records",
    help: "Records that one write to the log made durable",
    buckets: [1, 4, 16, 64, 256, 1_024, 4_096],
    registers,
  });
  const bytes = new Counter({
    name: "rae_log_appended_bytes_total",
    help: "Bytes of records that became durable",
    registers,
  });
  const retries = new Counter({
    name: "rae_log_append_retries_total",
    help: "Batches that were written again",
    labelNames: ["topic"],
    registers,
  });
  return {
    onWrite(count, sizeBytes) {
      records.observe(count);
      bytes.inc(sizeBytes);
    },
    onRetry: (topic) => retries.inc({ topic }),
  };
}
