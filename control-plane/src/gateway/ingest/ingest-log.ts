import type { Logger } from "@rae/kit";
import { type NewRecord, type RecordLog, RecordRefused } from "@rae/stream";
import type { GatewayMetrics } from "../gateway-metrics.ts";

export interface IngestLogOptions {
  readonly log: RecordLog;
  readonly logger: Logger;
  readonly metrics: GatewayMetrics;
}

/** Hears once that a record is durable, or that the log will never take it; not at all after `stop`. */
export type Settled = (refusal: RecordRefused | undefined) => void;

/** The gateway's way to the log: a log that is away holds up what is appended and fails nothing. The caller bounds what it appends. */
export class IngestLog {
  readonly #options: IngestLogOptions;
  readonly #stopping = new AbortController();
  #underWay = 0;
  #drained: PromiseWithResolvers<void> | undefined;

  constructor(options: IngestLogOptions) {
    this.#options = options;
  }

  /** In the order of the calls for each key, also when the log refuses a record before this one. */
  append(topic: string, record: NewRecord, onSettled: Settled): void {
    this.#underWay += 1;
    this.#append(topic, record, onSettled);
  }

  /** Resolves when all that was appended is settled. */
  drained(): Promise<void> {
    if (this.#underWay === 0) return Promise.resolve();
    this.#drained ??= Promise.withResolvers<void>();
    return this.#drained.promise;
  }

  /** Gives up what is not durable; nobody hears of it. */
  stop(): void {
    this.#stopping.abort(new Error("the gateway has stopped"));
  }

  #append(topic: string, record: NewRecord, onSettled: Settled): void {
    const { log, metrics } = this.#options;
    log.append(topic, [record], this.#stopping.signal).then(
      () => {
        metrics.appended(topic);
        this.#end();
        onSettled(undefined);
      },
      (error: unknown) => this.#failed(topic, record, onSettled, error),
    );
  }

  #failed(topic: string, record: NewRecord, onSettled: Settled, error: unknown): void {
    const { logger } = this.#options;
    if (error instanceof RecordRefused && error.isBehind) {
      this.#append(topic, record, onSettled);
      return;
    }
    this.#end();
    if (error instanceof RecordRefused) {
      logger.error({ topic, key: record.key, err: error }, "record refused by log");
      onSettled(error);
    } else if (!this.#stopping.signal.aborted) {
      logger.error({ topic, key: record.key, err: error }, "append given up by log");
    }
  }

  #end(): void {
    this.#underWay -= 1;
    if (this.#underWay > 0) return;
    this.#drained?.resolve();
    this.#drained = undefined;
  }
}
