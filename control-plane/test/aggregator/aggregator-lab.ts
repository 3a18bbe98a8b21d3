import { type Clock, silentLogger } from "@rae/kit";
import { ManualClock } from "@rae/kit/testing";
import {
  type BoxCommand,
  type BoxEvent,
  type CommandOutcome,
  type ControlRecord,
  type DeviceCommand,
  encodeBoxEvent,
  encodeCommand,
  encodeControl,
  encodeLease,
  encodeOutcome,
  type Lease,
  logHeaders,
  logTopics,
  parseCommand,
  parseOutcome,
} from "@rae/protocol";
import { type LogRecord, type NewRecord, type PartitionLag, partitionOfKey } from "@rae/stream";
import { MemoryRecordLog } from "@rae/stream/testing";
import { Registry } from "prom-client";
import { type Aggregator, openAggregator } from "../../src/aggregator/aggregator.ts";
import type { ViewPosition, ViewRecord } from "../../src/ports/fleet-view.ts";
import { MemoryFleetView } from "../../src/testing/memory-fleet-view.ts";
import { MemoryHistory } from "../../src/testing/memory-history.ts";

const stepMs = 50;
const patienceMs = 120_000;
const partitions = 4;

/** A box in a partition of its own: no two partitions share one. */
export function boxIn(partition: number): string {
  for (let number = 1; ; number += 1) {
    if (partitionOfKey(`box-${number}`, partitions) === partition) return `box-${number}`;
  }
}

/** A log, a view and a history in memory, and aggregators on them, all on one manual clock. */
export class AggregatorLab {
  readonly clock = new ManualClock();
  readonly log = new MemoryRecordLog({ clock: this.clock, partitions });
  view = new MemoryFleetView({ completeness: "rebuilding" });
  history = new MemoryHistory();
  readonly #aggregators: Aggregator[] = [];
  readonly #appended = new Map<string, number>();

  open(options: { readonly group?: string } = {}): Aggregator {
    const { clock, log, view, history } = this;
    const aggregator = openAggregator({
      ...{ log, view, history, clock: clock as Clock, logger: silentLogger },
      metrics: new Registry(),
      ...options,
    });
    this.#aggregators.push(aggregator);
    return aggregator;
  }

  /** The one that has a partition, once the partitions are spread over all. */
  async ownerOf(topic: string, boxId: string, ...group: Aggregator[]): Promise<Aggregator> {
    const partition = partitionOfKey(boxId, partitions);
    return await this.until(() => {
      if (group.some((each) => each.lag().length === 0)) throw new Error("one has no partition");
      const isIt = (lag: PartitionLag) => lag.topic === topic && lag.partition === partition;
      const owner = group.find((each) => each.lag().some(isIt));
      if (owner === undefined) throw new Error(`nobody has ${topic}/${partition}`);
      return owner;
    });
  }

  /** Moves time on in small steps until `check` no longer throws. */
  async until<T>(check: () => T | Promise<T>): Promise<T> {
    const endMs = this.clock.nowMs() + patienceMs;
    for (;;) {
      try {
        return await check();
      } catch (error) {
        if (this.clock.nowMs() >= endMs) throw error;
      }
      await this.clock.advance(stepMs);
    }
  }

  /** Resolves when the aggregators, together all of a group, have handled all that the lab appended. */
  settled(...group: Aggregator[]): Promise<void> {
    return this.until(() => {
      for (const [topic, count] of this.#appended) {
        const lags = group.flatMap((each) => each.lag()).filter((lag) => lag.topic === topic);
        const handled = lags.reduce((sum, lag) => sum + lag.handledOffset, 0);
        if (handled < count) throw new Error(`${count - handled} records of ${topic} wait`);
      }
    });
  }

  /** Appends events as a gateway does. */
  events(...events: BoxEvent[]): Promise<void> {
    return this.append(
      logTopics.events,
      events.map((event) => this.stamped(event.boxId, encodeBoxEvent(event))),
    );
  }

  commands(...commands: DeviceCommand[]): Promise<void> {
    return this.append(
      logTopics.commands,
      commands.map((each) => this.stamped(each.boxId, encodeCommand(each))),
    );
  }

  outcomes(...outcomes: CommandOutcome[]): Promise<void> {
    return this.append(
      logTopics.outcomes,
      outcomes.map((each) => this.stamped(each.boxId, encodeOutcome(each))),
    );
  }

  control(...records: ControlRecord[]): Promise<void> {
    return this.append(
      logTopics.control,
      records.map((each) => this.stamped(each.gatewayId, encodeControl(each))),
    );
  }

  leases(...leases: Lease[]): Promise<void> {
    return this.append(
      logTopics.leases,
      leases.map((each) => this.stamped(each.leaseId, encodeLease(each))),
    );
  }

  append(topic: string, records: readonly NewRecord[]): Promise<void> {
    this.#appended.set(topic, (this.#appended.get(topic) ?? 0) + records.length);
    return this.log.append(topic, records, AbortSignal.timeout(5_000));
  }

  stamped(key: string, value: Uint8Array): NewRecord {
    return {
      key,
      value,
      headers: {
        [logHeaders.gatewayId]: "gateway-1",
        [logHeaders.receivedAtMs]: String(this.clock.nowMs()),
      },
    };
  }

  /** All records of a topic now. */
  async records(topic: string): Promise<LogRecord[]> {
    const found: LogRecord[] = [];
    const tail = await this.log.tail({
      topics: [topic],
      sinceMs: 0,
      handle: (slice) => {
        found.push(...slice.records);
      },
      onFailure: () => {},
    });
    await this.until(() => Promise.race([tail.caughtUp, Promise.reject(new Error("waiting"))]));
    await tail.close();
    return found;
  }

  /** Commands that the aggregator appended, without their ids. */
  async resyncs(): Promise<Omit<BoxCommand, "commandId">[]> {
    const commands = (await this.records(logTopics.commands)).map((each) =>
      parseCommand(each.value),
    );
    return commands
      .filter((each) => each.kind !== "device")
      .map(({ commandId: _, ...rest }) => rest);
  }

  async appendedOutcomes(): Promise<CommandOutcome[]> {
    return (await this.records(logTopics.outcomes)).map((each) => parseOutcome(each.value));
  }

  device(sessionId = "session-1") {
    return read(this.view.readDevices([sessionId]), sessionId);
  }

  box(boxId = "box-1") {
    return read(this.view.readBoxes([boxId]), boxId);
  }

  command(commandId = "command-1") {
    return read(this.view.readCommands([commandId]), commandId);
  }

  lease(leaseId = "lease-1") {
    return read(this.view.readLeases([leaseId]), leaseId);
  }

  /** Everything in the view that is not over, but what aggregators say of themselves. */
  async fleet(): Promise<ViewRecord[]> {
    const { records } = await this.view.scan(AbortSignal.timeout(5_000));
    const all: ViewRecord[] = [];
    for await (const each of records) all.push(each);
    return all.filter((each) => each.kind !== "gateway" || !each.record.isAggregator);
  }

  /** The kinds of what has changed in the view behind `position`; waits until something has. */
  async changedBehind(position: ViewPosition): Promise<readonly string[]> {
    for await (const changes of this.view.changes(position, AbortSignal.timeout(5_000))) {
      return changes.map(({ change }) => change.kind);
    }
    throw new Error("nothing has changed");
  }

  async closed(aggregator: Aggregator): Promise<void> {
    const closing = aggregator.close();
    await this.until(() => Promise.race([closing, Promise.reject(new Error("closing"))]));
  }

  async close(): Promise<void> {
    for (const aggregator of this.#aggregators) await this.closed(aggregator);
    await this.log.close();
  }
}

async function read<R>(
  records: Promise<ReadonlyMap<string, R>>,
  id: string,
): Promise<R | undefined> {
  return (await records).get(id);
}
