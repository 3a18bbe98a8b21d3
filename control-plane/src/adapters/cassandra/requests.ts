import { backoffDelays, type Clock, sleep } from "@rae/kit";
import type { Client, QueryOptions, types } from "cassandra-driver";
import { isPassing } from "./failure.ts";
import type { InFlightLimit } from "./in-flight-limit.ts";

/** A prepared statement with its values as cells. */
export interface Statement {
  readonly query: string;
  readonly params: Buffer[];
}

/** Columns by name, as the driver reads them. */
export type Row = Readonly<Record<string, unknown>>;

export interface RequestsOptions {
  readonly driver: Client;
  readonly limit: InFlightLimit;
  readonly clock: Clock;
  readonly onRetry: () => void;
  /** Every server of the data centre holds every row. */
  readonly mayMixPartitions: boolean;
  readonly serialLevel: number;
  readonly signal: AbortSignal;
}

/** A request that failed is made again until so long after its first try. */
const retryForMs = 3_000;
const retryBackoff = { initialMs: 50, maxMs: 1_000, factor: 2, jitter: 0.5 };
const unlogged: QueryOptions = { logged: false };

/**
 * The requests of one call of the port. Each is made again while that may help and time is left; once one has failed for good, those
 * that wait for their turn are not made any more.
 */
export class Requests {
  readonly #options: RequestsOptions;
  #failure: unknown;
  #retries = 0;

  constructor(options: RequestsOptions) {
    this.#options = options;
  }

  get mayMixPartitions(): boolean {
    return this.#options.mayMixPartitions;
  }

  /** Requests that were made again so far: the ones before may have taken effect. */
  get retries(): number {
    return this.#retries;
  }

  execute({ query, params }: Statement, options?: QueryOptions): Promise<types.ResultSet> {
    return this.#send(() => this.#options.driver.execute(query, params, options));
  }

  /** Sees what a lightweight transaction that timed out may still bring about. */
  executeSerial(statement: Statement): Promise<types.ResultSet> {
    return this.execute(statement, { consistency: this.#options.serialLevel });
  }

  /** One request for statements that go to the same servers: not all or nothing, but each may be made again. */
  async batch(statements: Statement[]): Promise<void> {
    const [first] = statements;
    if (first === undefined) return;
    if (statements.length === 1) await this.execute(first);
    else await this.#send(() => this.#options.driver.batch(statements, unlogged));
  }

  /** The rows of a query, page by page, `fetchSize` rows each. */
  async *pages(statement: Statement, fetchSize: number): AsyncGenerator<readonly Row[]> {
    let pageState: string | undefined;
    do {
      const page = pageState === undefined ? { fetchSize } : { fetchSize, pageState };
      const result = await this.execute(statement, page);
      yield result.rows;
      pageState = result.pageState ?? undefined;
    } while (pageState !== undefined);
  }

  #send(send: () => Promise<types.ResultSet>): Promise<types.ResultSet> {
    return this.#options.limit.run(async () => {
      const { clock, signal, onRetry } = this.#options;
      const untilMs = clock.monotonicMs() + retryForMs;
      for (const delayMs of backoffDelays(retryBackoff)) {
        signal.throwIfAborted();
        if (this.#failure !== undefined) throw this.#failure;
        try {
          return await send();
        } catch (error) {
          if (!isPassing(error) || clock.monotonicMs() + delayMs >= untilMs) {
            this.#failure ??= error;
            throw error;
          }
        }
        this.#retries += 1;
        onRetry();
        await sleep(clock, delayMs, signal);
      }
      throw this.#failure;
    });
  }
}
