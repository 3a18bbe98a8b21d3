import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { PartitionLag, PositionGap } from "../record-log.ts";

/** Whose lag and queues the gauges show. */
export interface LagSource {
  readonly group: string;
  lag(): readonly PartitionLag[];
  nowMs(): number;
}

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];
const sizes = [1, 5, 10, 50, 100, 250, 500, 1_000, 5_000];
const byteSizes = [1e3, 5e3, 1e4, 5e4, 1e5, 5e5, 1e6, 5e6];

const ofRegistry = new WeakMap<Registry, StreamMetrics>();

/** The metrics of all streams on a registry; made once for each. */
export function streamMetrics(registry: Registry): StreamMetrics {
  const known = ofRegistry.get(registry);
  if (known !== undefined) return known;
  const made = new StreamMetrics(registry);
  ofRegistry.set(registry, made);
  return made;
}

/** What counts the gaps that a reader meets, as those of streams are counted; a tail gives a name of its own as the group. */
export function gapCounter(registry: Registry, group: string): (gap: PositionGap) => void {
  const { gapRecords } = streamMetrics(registry);
  return ({ topic, direction, missingRecords }) =>
    gapRecords.inc({ group, topic, direction }, missingRecords);
}

/** Prometheus metrics of streams, named `rae_stream_*` with their units. */
export class StreamMetrics {
  readonly fetches: Counter<"group" | "topic">;
  readonly fetchRequests: Counter<"group">;
  readonly fetchRecords: Histogram<"group" | "topic">;
  readonly fetchBytes: Histogram<"group" | "topic">;
  readonly commits: Counter<"group">;
  readonly commitBytes: Counter<"group">;
  readonly records: Counter<"group" | "topic">;
  readonly sliceSeconds: Histogram<"group" | "topic">;
  readonly recordAgeSeconds: Histogram<"group" | "topic">;
  readonly retries: Counter<"group" | "what">;
  readonly deadLetters: Counter<"group" | "topic" | "code">;
  readonly gapRecords: Counter<"group" | "topic" | "direction">;
  readonly restarts: Counter<"group">;
  readonly #sources = new Set<LagSource>();

  constructor(registry: Registry) {
    const registers = [registry];
    const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
      new Counter({ name: `rae_stream_${name}`, help, labelNames, registers });
    const histogram = (name: string, help: string, buckets: number[]) => {
      const labelNames = ["group", "topic"] as const;
      return new Histogram({ name: `rae_stream_${name}`, help, labelNames, registers, buckets });
    };
    this.fetches = counter("fetches_total", "Fetches that brought records", ["group", "topic"]);
    this.fetchRequests = counter(
      "fetch_requests_total",
      "Requests for records that a log on the network was sent, empty ones included",
      ["group"],
    );
    this.fetchRecords = histogram("fetch_records", "Records that one fetch brought", sizes);
    this.fetchBytes = histogram("fetch_bytes", "Bytes that one fetch brought", byteSizes);
    this.commits = counter("commits_total", "Commit requests that succeeded", ["group"]);
    this.commitBytes = counter("commit_bytes_total", "Bytes of commit requests", ["group"]);
    this.records = counter("records_total", "Records handled", ["group", "topic"]);
    this.sliceSeconds = histogram("slice_seconds", "Time to handle one slice", seconds);
    this.recordAgeSeconds = histogram(
      "record_age_seconds",
      "Time from the log's taking a record until its effects are durable; the oldest of each slice",
      seconds,
    );
    this.retries = counter("retries_total", "Fetches, commits and slices tried again", [
      "group",
      "what",
    ]);
    this.deadLetters = counter("dead_letters_total", "Records sent to the dead letters", [
      "group",
      "topic",
      "code",
    ]);
    this.gapRecords = counter(
      "position_gap_records_total",
      "Records between a position that the log does not have and those that it has: gone before they were read, " +
        "or read once and no longer there",
      ["group", "topic", "direction"],
    );
    this.restarts = counter("restarts_total", "Streams that failed and were made anew", ["group"]);
    this.#gauge(registers, "lag_records", "Records on the log and not handled", (lag) => {
      return lag.endOffset - lag.handledOffset;
    });
    this.#gauge(
      registers,
      "lag_seconds",
      "Age of the oldest record fetched and not handled",
      ({ oldestUnhandledAtMs }, nowMs) =>
        oldestUnhandledAtMs === undefined ? 0 : Math.max(0, nowMs - oldestUnhandledAtMs) / 1000,
    );
    this.#gauge(
      registers,
      "in_flight_records",
      "Records in the handler's hand",
      (lag) => lag.inFlightRecords,
    );
    this.#gauge(
      registers,
      "queue_records",
      "Records fetched and waiting",
      (lag) => lag.queuedRecords,
    );
    this.#gauge(registers, "queue_bytes", "Bytes fetched and waiting", (lag) => lag.queuedBytes);
  }

  /** Shows a stream's lag until the returned function is called. */
  watch(source: LagSource): () => void {
    this.#sources.add(source);
    return () => this.#sources.delete(source);
  }

  #gauge(
    registers: Registry[],
    name: string,
    help: string,
    measure: (lag: PartitionLag, nowMs: number) => number,
  ): void {
    const sources = this.#sources;
    new Gauge({
      name: `rae_stream_${name}`,
      help,
      labelNames: ["group", "topic", "partition"],
      registers,
      collect() {
        this.reset();
        for (const source of sources) {
          for (const lag of source.lag()) {
            const { topic, partition } = lag;
            this.set({ group: source.group, topic, partition }, measure(lag, source.nowMs()));
          }
        }
      },
    });
  }
}
