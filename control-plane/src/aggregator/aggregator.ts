import { backoffDelays, type Clock, type Closable, type Logger, repeat, sleep } from "@rae/kit";
import { logTopics } from "@rae/protocol";
import {
  type ConsumptionLimits,
  type PartitionLag,
  type RecordLog,
  runStream,
  type StreamHandle,
} from "@rae/stream";
import type { Registry } from "prom-client";
import { storeBackoff } from "../core/store-backoff.ts";
import type { FleetView } from "../ports/fleet-view.ts";
import type { History } from "../ports/history.ts";
import { aggregatorMetrics } from "./aggregator-metrics.ts";
import { AuditStage } from "./audit-stage.ts";
import { BoxPlaces } from "./box-places.ts";
import { CommandStage } from "./command-stage.ts";
import { CommandSweeper } from "./command-sweeper.ts";
import { ControlStage } from "./control-stage.ts";
import { EventStage } from "./event-stage.ts";
import { foldedTopics, foldStream } from "./fold-stream.ts";
import { handOver } from "./hand-over.ts";
import { Healing } from "./healing.ts";
import { LeaseStage } from "./lease-stage.ts";
import { LogHead } from "./log-head.ts";
import { RecordCaches } from "./record-caches.ts";
import { startSignOfLife } from "./sign-of-life.ts";
import { ViewKeeper } from "./view-keeper.ts";

export interface AggregatorOptions {
  readonly log: RecordLog;
  readonly view: FleetView;
  readonly history: History;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Aggregators of one group share the partitions. */
  readonly group?: string;
  readonly limits?: ConsumptionLimits;
  /** Memory for hot records, as estimated; 128 MiB by default. 0 keeps none. */
  readonly cacheBytes?: number;
  /** How long `close` lets what is in hand finish; 3 s by default. */
  readonly drainMs?: number;
}

/** A running aggregator. */
export interface Aggregator extends Closable {
  /** `rebuilding` until the view has what the history has; then as its stream is, also while a lost view is refilled. */
  state(): "rebuilding" | "running" | "restarting" | "stopped";
  /** Why it is `rebuilding` or `restarting`; undefined in any other state, and before anything failed. */
  failure(): unknown;
  /** For each partition assigned now; empty while rebuilding. */
  lag(): readonly PartitionLag[];
  /** Stops fetching, finishes and commits what is in hand. @throws if not all of it finished in time; then it comes again. */
  close(): Promise<void>;
}

const askEveryMs = 500;
const defaultDrainMs = 3_000;

/**
 * Starts to fold the log into the fleet view and the history. Returns at once; a store or log that is away is tried again
 * until it is there, and `state` says so.
 */
export function openAggregator(options: AggregatorOptions): Aggregator {
  return new RunningAggregator(options);
}

class RunningAggregator implements Aggregator {
  readonly #options: AggregatorOptions;
  readonly #closing = new AbortController();
  readonly #healing: Healing;
  readonly #places = new BoxPlaces();
  readonly #sweeper: CommandSweeper;
  readonly #events: EventStage;
  readonly #keeper: ViewKeeper;
  readonly #stopAsking: () => void;
  readonly #started: Promise<void>;
  #stream: StreamHandle | undefined;
  #stopKeeping: () => void = () => {};
  #signOfLife: Closable | undefined;
  #failure: unknown;
  #closed: Promise<void> | undefined;

  constructor(options: AggregatorOptions) {
    this.#options = options;
    const { log, view, history, clock, logger } = options;
    const metrics = aggregatorMetrics(options.metrics, {
      healing: () => this.#healing.size,
      openCommands: () => this.#sweeper.size,
    });
    const head = new LogHead(clock, () => this.lag());
    const { signal } = this.#closing;
    const places = this.#places;
    this.#healing = new Healing({
      ...{ log, view, history, places, head, clock, logger, metrics, signal },
    });
    this.#events = new EventStage({
      ...{ view, history, clock, metrics },
      healing: this.#healing,
      caches: new RecordCaches(options.cacheBytes),
    });
    this.#sweeper = new CommandSweeper({
      ...{ log, view, history, places, head, clock, logger, metrics },
    });
    this.#keeper = new ViewKeeper({ view, history, clock, logger, metrics, signal });
    this.#stopAsking = repeat(
      clock,
      askEveryMs,
      () => this.#healing.ask(),
      (error) => logger.error({ err: error }, "healing stopped"),
    );
    this.#started = this.#start();
  }

  state(): "rebuilding" | "running" | "restarting" | "stopped" {
    if (this.#closed !== undefined) return "stopped";
    return this.#stream?.state() ?? "rebuilding";
  }

  failure(): unknown {
    if (this.#closed !== undefined) return undefined;
    return this.#stream === undefined ? this.#failure : this.#stream.failure();
  }

  lag(): readonly PartitionLag[] {
    return this.#stream?.lag() ?? [];
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort(new Error("the aggregator is stopping"));
    this.#stopAsking();
    this.#sweeper.close();
    await this.#started;
    await this.#signOfLife?.close();
    this.#stopKeeping();
    const report = await this.#stream?.drain(this.#options.drainMs ?? defaultDrainMs);
    if (report === undefined || report.isComplete) return;
    const { unfinished, failure } = report;
    const which = unfinished.map(({ topic, partition }) => `${topic}/${partition}`).join(", ");
    throw new Error(`what is in hand was not finished and comes again: ${which}`, {
      cause: failure,
    });
  }

  async #start(): Promise<void> {
    const { clock, logger } = this.#options;
    const { signal } = this.#closing;
    const delays = backoffDelays(storeBackoff);
    while (!signal.aborted) {
      try {
        await this.#keeper.begin();
        if (signal.aborted) return;
        this.#stopKeeping = this.#keeper.watch();
        this.#stream = this.#run();
        this.#signOfLife = startSignOfLife(this.#options);
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.#failure = error;
        const delayMs = delays.next().value;
        logger.warn({ delayMs, err: error }, "view not rebuilt, trying again");
        await sleep(clock, delayMs, signal).catch(() => {});
      }
    }
  }

  #run(): StreamHandle {
    const { log, view, history, clock, logger, metrics, limits } = this.#options;
    const commands = new CommandStage({
      view,
      history,
      onRequest: (record, partition) => this.#sweeper.watch(record, partition),
      onOutcome: (record) => this.#sweeper.heard(record),
    });
    return runStream({
      ...{ log, clock, logger, metrics },
      group: this.#options.group ?? "aggregator",
      topics: foldedTopics,
      deadLetterTopic: logTopics.deadLetters,
      process: foldStream({
        ...{ events: this.#events, commands },
        control: new ControlStage(view),
        leases: new LeaseStage(view, history),
        audit: new AuditStage(history),
      }),
      onAssigned: handOver({
        ...{ log, history, clock },
        ...{ places: this.#places, healing: this.#healing, sweeper: this.#sweeper },
      }),
      // Offsets never lie beyond what a loss of power leaves in the stores.
      beforeCommit: async () => {
        await history.sync();
        await view.sync();
      },
      ...(limits === undefined ? {} : { limits }),
    });
  }
}
