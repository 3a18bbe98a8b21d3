import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** What happens to appends. */
export interface AppendObserver {
  /** A request that a broker answered, with the records that were written by it. */
  onProduced(records: number, sizeBytes: number): void;
  /** A batch that has to be sent again. */
  onRetry(): void;
}

/** Makes the metrics `rae_kafka_*`, if there is a registry. */
export function kafkaMetrics(
  registry: Registry | undefined,
  queuedBytes: () => number,
): AppendObserver {
  if (registry === undefined) return { onProduced: () => {}, onRetry: () => {} };
  const registers = [registry];
  new Gauge({
    name: "rae_kafka_append_queue_bytes",
    help: "Bytes of records that no broker has confirmed yet",
    registers,
    collect() {
      this.set(queuedBytes());
    },
  });
  const records = new Histogram({
    name: "rae_kafka_append_request_records",
    help: "Records that one request to a broker wrote",
    buckets: [1, 4, 16, 64, 256, 1_024, 4_096],
    registers,
  });
  const bytes = new Counter({
    name: "rae_kafka_appended_bytes_total",
    help: "Bytes of records that were written",
    registers,
  });
  const retries = new Counter({
    name: "rae_kafka_append_retries_total",
    help: "Batches that were sent again",
    registers,
  });
  return {
    onProduced(count, sizeBytes) {
      records.observe(count);
      bytes.inc(sizeBytes);
    },
    onRetry: () => retries.inc(),
  };
}
