import { type Clock, DeadlineExceeded, type Logger, withDeadline } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import type { Client } from "cassandra-driver";
import type { Registry } from "prom-client";
import { cassandraMetrics } from "./cassandra-metrics.ts";
import { createDriver, serialLevel } from "./driver.ts";
import { historyFailure } from "./failure.ts";
import { InFlightLimit } from "./in-flight-limit.ts";
import type { CassandraAddress } from "./options.ts";
import { Requests } from "./requests.ts";
import { checkSchema } from "./schema-version.ts";

export interface ConnectionOptions extends CassandraAddress {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics?: Registry;
}

const inFlightMax = 128;
/** Ends what the timeouts of single requests should have ended. */
const callTimeoutMs = 30_000;

/**
 * Calls to Cassandra, their requests in flight bounded together. It connects with the first call, and again by itself whenever
 * servers come back. What fails leaves as `history-unavailable`, but for bugs.
 */
export class CassandraConnection {
  readonly #options: ConnectionOptions;
  readonly #driver: Client;
  readonly #limit = new InFlightLimit(inFlightMax);
  readonly #closing = new AbortController();
  readonly #onRetry: () => void;
  #checked: Promise<number> | undefined;
  #isAway = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#driver = createDriver({ ...options, entersKeyspace: true });
    this.#onRetry = cassandraMetrics(options.metrics, this.#limit);
  }

  async call<T>(what: string, task: (requests: Requests) => Promise<T>): Promise<T> {
    const { clock, logger } = this.#options;
    try {
      const result = await withDeadline(
        clock,
        callTimeoutMs,
        what,
        async (signal) => {
          const copies = await this.#checkSchema();
          return task(this.#requests(signal, copies));
        },
        this.#closing.signal,
      );
      if (this.#isAway) logger.info({}, "cassandra is back");
      this.#isAway = false;
      return result;
    } catch (error) {
      throw this.#failed(error);
    }
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(new RaeError("history-unavailable", "the history is closed"));
    try {
      await this.#driver.shutdown();
    } catch (error) {
      // It was still connecting, in vain.
      this.#options.logger.debug({ err: error }, "cassandra driver closed while it connected");
    }
  }

  #requests(signal: AbortSignal, copies: number): Requests {
    const { clock, localDataCenter } = this.#options;
    const servers = this.#driver.hosts?.values() ?? [];
    const near = servers.filter(({ datacenter }) => datacenter === localDataCenter);
    return new Requests({
      ...{ driver: this.#driver, limit: this.#limit, clock, signal },
      onRetry: this.#onRetry,
      mayMixPartitions: near.length <= copies,
      serialLevel: serialLevel(this.#options),
    });
  }

  /** Once; until it succeeds, by all calls. Resolves to how many copies there are of each row. */
  #checkSchema(): Promise<number> {
    const requests = this.#requests(this.#closing.signal, 0);
    this.#checked ??= checkSchema(requests, this.#options).catch((error: unknown) => {
      this.#checked = undefined;
      throw error;
    });
    return this.#checked;
  }

  #failed(error: unknown): unknown {
    const { keyspace, logger } = this.#options;
    const failure =
      error instanceof DeadlineExceeded
        ? new RaeError("history-unavailable", error.message, { cause: error })
        : historyFailure(error, keyspace);
    if (failure instanceof RaeError && !this.#isAway && !this.#closing.signal.aborted) {
      this.#isAway = true;
      // What comes back may have been made anew.
      this.#checked = undefined;
      logger.warn({ err: failure }, "cassandra does not answer as it should");
    }
    return failure;
  }
}
