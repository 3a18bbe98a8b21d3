import { setImmediate } from "node:timers/promises";
import {
  type AppendBatch,
  type LogWriter,
  type NewRecord,
  partitionName,
  RecordLogUnavailable,
  type TopicPartition,
  type WriteOutcome,
} from "@rae/stream";

export const textOf = ({ value }: NewRecord) => new TextDecoder().decode(value);

/** What comes of one attempt at a batch: it is written, or not, or written and nobody hears of it. */
export type Attempt = "written" | "lost" | "answer-lost";

const away: WriteOutcome = {
  kind: "unavailable",
  error: new RecordLogUnavailable("the log was told to be away"),
};

/** Writes to lists in memory what a script lets through; even partitions are led by `a`, odd ones by `b`. */
export class ScriptedWriter implements LogWriter {
  /** Texts by partition, as they were written. */
  readonly written = new Map<string, string[]>();
  /** For each write, the partitions in it and how many records of each. */
  readonly writes: string[][] = [];
  /** Attempts in their order; when it is empty, everything is written. */
  readonly script: Attempt[] = [];
  readonly leaderless = new Set<string>();
  /** Partitions whose writes find the log away. */
  readonly ill = new Set<string>();
  isRefused: (record: NewRecord) => boolean = () => false;
  partitions: number | undefined = 4;
  located = 0;
  onLocate: () => void = () => {};
  gate: Promise<void> = Promise.resolve();
  /** How many turns of the loop each write takes, in their order. */
  readonly turns: number[] = [];

  partitionsOf(): number | undefined {
    return this.partitions;
  }

  destinationOf(partition: TopicPartition): string | undefined {
    if (this.leaderless.has(partitionName(partition))) return undefined;
    return partition.partition % 2 === 0 ? "a" : "b";
  }

  async locate(): Promise<void> {
    this.located += 1;
    this.onLocate();
  }

  async write(_to: string, batches: readonly AppendBatch[]): Promise<readonly WriteOutcome[]> {
    await this.gate;
    for (let left = this.turns.shift() ?? 0; left > 0; left -= 1) await setImmediate();
    this.writes.push(batches.map((batch) => `${partitionName(batch)}:${batch.records.length}`));
    return batches.map((batch) => this.#write(batch));
  }

  #write(batch: AppendBatch): WriteOutcome {
    const name = partitionName(batch);
    if (this.ill.has(name)) return away;
    const attempt = this.script.shift() ?? "written";
    if (attempt === "lost") return away;
    if (batch.records.some((record) => this.isRefused(record))) {
      return { kind: "refused", code: "record-refused", reason: "told to" };
    }
    this.written.set(name, [...(this.written.get(name) ?? []), ...batch.records.map(textOf)]);
    return attempt === "written" ? { kind: "written" } : away;
  }
}
