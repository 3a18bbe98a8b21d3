import type { Clock, Logger } from "@rae/kit";
import type { Lease } from "@rae/protocol";
import type { BoxRecord, GatewayRecord } from "../../core/box-record.ts";
import type { CommandRecord } from "../../core/command-record.ts";
import type { DeviceRecord } from "../../core/device-record.ts";
import type {
  FleetView,
  ViewBatch,
  ViewChange,
  ViewCompleteness,
  ViewPosition,
} from "../../ports/fleet-view.ts";
import { connectRedis, type RedisConnection, type RedisConnectionOptions } from "./connection.ts";
import { warnOfEviction } from "./eviction-check.ts";
import { covers, decodePlaces, encodePlaces } from "./position.ts";
import { RecordReads } from "./record-reads.ts";
import { RecordWrites } from "./record-writes.ts";
import { channelOf } from "./shard.ts";
import { ShardLives } from "./shard-lives.ts";
import { Shards } from "./shards.ts";
import { ViewChanges } from "./view-changes.ts";
import { ViewFilling } from "./view-filling.ts";
import { startRetention } from "./view-retention.ts";
import { scanView } from "./view-scan.ts";

export interface RedisFleetViewOptions extends RedisConnectionOptions {
  /** Before every key, where a server is shared. */
  readonly keyPrefix?: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long a call may take before it fails. */
  readonly timeoutMs?: number;
  /** How many changes are kept in each of the 16 shards for those who resume. */
  readonly keepChanges?: number;
  /** How long tombstones, and whatever else is over, are kept. */
  readonly tombstonesMs?: number;
  readonly finishedMs?: number;
  /** How often to delete what is over. */
  readonly trimEveryMs?: number;
}

const dayMs = 86_400_000;

/**
 * Opens the fleet view in Redis. Returns at once and connects for ever; while Redis cannot be reached, calls fail with
 * `view-unavailable` within two seconds. What Redis holds survives neither a restart of it nor a failover: the view is
 * `rebuilding` then, until somebody refills it.
 */
export function openRedisFleetView(options: RedisFleetViewOptions): FleetView {
  return new RedisFleetView(options);
}

class RedisFleetView implements FleetView {
  readonly #connection: RedisConnection;
  readonly #channel: string;
  readonly #shards: Shards;
  readonly #lives: ShardLives;
  readonly #writes: RecordWrites;
  readonly #reads: RecordReads;
  readonly #changes: ViewChanges;
  readonly #filling: ViewFilling;
  readonly #stopRetention: () => void;
  readonly #closing = new AbortController();
  #isSubscribed = false;

  constructor(options: RedisFleetViewOptions) {
    const { clock, logger, keyPrefix = "rae:", timeoutMs = 2_000 } = options;
    const { keepChanges = 10_000, tombstonesMs = 30 * dayMs, finishedMs = dayMs } = options;
    const connection = connectRedis(options);
    const shards = new Shards({ client: connection.client, clock, keyPrefix, timeoutMs });
    const lives = new ShardLives(shards, clock, logger);
    this.#connection = connection;
    this.#channel = channelOf(keyPrefix);
    this.#shards = shards;
    this.#lives = lives;
    this.#writes = new RecordWrites(shards, { keepChanges, tombstonesMs, finishedMs });
    this.#reads = new RecordReads(shards);
    this.#changes = new ViewChanges({ shards, lives, keepChanges });
    this.#filling = new ViewFilling({ shards, lives, clock, keyPrefix });
    const everyMs = options.trimEveryMs ?? 60_000;
    this.#stopRetention = startRetention(shards, { clock, logger, everyMs });
    connection.onReady(() => {
      void lives.glance();
      void warnOfEviction(shards, logger);
    });
    connection.onError((error) => logger.debug({ err: error }, "redis connection failed"));
  }

  apply(batch: ViewBatch): Promise<void> {
    return this.#writes.apply(batch);
  }

  readDevices(
    sessionIds: readonly string[],
    ofBoxes?: ReadonlySet<string>,
  ): Promise<ReadonlyMap<string, DeviceRecord>> {
    return this.#reads.devices(sessionIds, ofBoxes);
  }

  readDevicesOfBox(boxId: string): Promise<readonly DeviceRecord[]> {
    return this.#reads.devicesOfBox(boxId);
  }

  readBoxes(boxIds: readonly string[]): Promise<ReadonlyMap<string, BoxRecord>> {
    return this.#reads.boxes(boxIds);
  }

  readGateways(gatewayIds: readonly string[]): Promise<ReadonlyMap<string, GatewayRecord>> {
    return this.#reads.gateways(gatewayIds);
  }

  readCommands(commandIds: readonly string[]): Promise<ReadonlyMap<string, CommandRecord>> {
    return this.#reads.commands(commandIds);
  }

  readLeases(leaseIds: readonly string[]): Promise<ReadonlyMap<string, Lease>> {
    return this.#reads.leases(leaseIds);
  }

  async scan(signal: AbortSignal) {
    signal.throwIfAborted();
    // The position comes first: what changes while the pages are read comes again as a change.
    const lives = await this.#lives.look();
    const position = encodePlaces(lives.places);
    return { position, records: scanView(this.#shards, lives, signal) };
  }

  changes(position: ViewPosition, signal: AbortSignal): AsyncIterable<readonly ViewChange[]> {
    this.#subscribe();
    return this.#changes.read(position, AbortSignal.any([signal, this.#closing.signal]));
  }

  covers(reached: ViewPosition, position: ViewPosition): boolean {
    return covers(decodePlaces(reached), decodePlaces(position));
  }

  completeness(): ViewCompleteness {
    return this.#lives.completeness;
  }

  refill(fill: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<boolean> {
    return this.#filling.run(fill, signal);
  }

  clear(): Promise<void> {
    return this.#filling.clear();
  }

  /** Every write was as durable as its servers make it when it resolved. */
  async sync(): Promise<void> {}

  probe(): Promise<void> {
    return this.#shards.probe();
  }

  async close(): Promise<void> {
    if (this.#shards.isClosed) return;
    this.#shards.close();
    this.#closing.abort();
    this.#stopRetention();
    this.#lives.close();
    this.#connection.close();
  }

  /** Only who follows changes needs the second connection. */
  #subscribe(): void {
    if (this.#isSubscribed || this.#shards.isClosed) return;
    this.#isSubscribed = true;
    this.#connection.subscribe(this.#channel, (message) => {
      if (message === "*") void this.#lives.glance();
      else this.#changes.wake(Number(message));
    });
  }
}
