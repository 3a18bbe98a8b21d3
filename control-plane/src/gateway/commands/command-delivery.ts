import type { Clock, Logger } from "@rae/kit";
import { encodeOutcome, logTopics, stampRemaining } from "@rae/protocol";
import type { LogRecord, NewRecord, Slice } from "@rae/stream";
import type { GatewayMetrics } from "../gateway-metrics.ts";
import type { Moment, OpenCommands, PendingCommand } from "./open-commands.ts";

/** Commands that are not kept, and that wait for a box that acknowledges nothing. */
const maxUnkeptWaiting = 1_000;

/** The way down to one box that has subscribed to its commands. */
export interface CommandChannel {
  readonly boxId: string;
  /** Sends at QoS 1 under this packet identifier; at QoS 0, with `onSent` in place of a PUBACK, if the box asked so. */
  send(packetId: number, payload: Uint8Array, onSent: () => void): void;
}

export interface CommandDeliveryOptions {
  readonly commands: OpenCommands;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: GatewayMetrics;
  /** Sent to one box and not yet acknowledged: commands, and bytes of more than one. */
  readonly inFlight: number;
  readonly inFlightBytes: number;
  /** Appends to the outcomes topic. */
  readonly append: (boxId: string, value: NewRecord["value"]) => void;
}

interface Delivery {
  readonly channel: CommandChannel;
  readonly waiting: PendingCommand[];
  readonly unacknowledged: Map<number, PendingCommand>;
  unacknowledgedBytes: number;
  nextPacketId: number;
}

/**
 * Gives boxes their commands: those that are open when a box subscribes, and others as they are read from the log; in log
 * order, a bounded number at a time, each with the time that it has left when it is sent.
 */
export class CommandDelivery {
  readonly #options: CommandDeliveryOptions;
  readonly #deliveries = new Map<string, Delivery>();

  constructor(options: CommandDeliveryOptions) {
    this.#options = options;
  }

  get subscribedBoxes(): number {
    return this.#deliveries.size;
  }

  /** Takes a slice of the commands or outcomes topic. */
  handle(slice: Slice): void {
    for (const record of slice.records) {
      try {
        if (slice.topic === logTopics.commands) this.#command(record);
        else this.#options.commands.decide(record, this.#now());
      } catch (error) {
        const { topic, partition, offset } = record;
        this.#options.logger.error({ topic, partition, offset, err: error }, "unreadable record");
      }
    }
  }

  /** The box wants its commands. */
  subscribe(channel: CommandChannel): void {
    if (this.#deliveries.get(channel.boxId)?.channel === channel) return;
    const waiting = [...this.#options.commands.of(channel.boxId)];
    const delivery = {
      ...{ channel, waiting, unacknowledged: new Map(), unacknowledgedBytes: 0, nextPacketId: 1 },
    };
    this.#deliveries.set(channel.boxId, delivery);
    this.#pump(delivery);
  }

  /** The box is gone, or does not want them any more; what it did not acknowledge stays open. */
  unsubscribe(channel: CommandChannel): void {
    if (this.#deliveries.get(channel.boxId)?.channel !== channel) return;
    this.#deliveries.delete(channel.boxId);
  }

  /** The box's PUBACK. An identifier that is not known is of no meaning. */
  acknowledge(channel: CommandChannel, packetId: number): void {
    const delivery = this.#deliveries.get(channel.boxId);
    if (delivery?.channel !== channel) return;
    const command = delivery.unacknowledged.get(packetId);
    if (command === undefined) return;
    delivery.unacknowledged.delete(packetId);
    delivery.unacknowledgedBytes -= command.bytes.length;
    this.#options.metrics.command("acknowledged");
    if (command.expiresMs !== undefined) this.#reportSent(command);
    this.#pump(delivery);
  }

  /** Forgets what is too late. */
  expire(): void {
    this.#options.commands.expire(this.#now());
  }

  #command(record: LogRecord): void {
    const command = this.#options.commands.add(record, this.#now());
    if (command === undefined) return;
    const delivery = this.#deliveries.get(command.boxId);
    const kept = command.expiresMs !== undefined;
    if (delivery !== undefined && (kept || delivery.waiting.length < maxUnkeptWaiting)) {
      delivery.waiting.push(command);
      this.#pump(delivery);
    } else if (!kept) {
      this.#options.metrics.command("dropped");
    }
  }

  #pump(delivery: Delivery): void {
    const { commands, metrics, inFlight, inFlightBytes } = this.#options;
    while (
      delivery.unacknowledged.size < inFlight &&
      delivery.unacknowledgedBytes < inFlightBytes
    ) {
      const command = delivery.waiting.shift();
      if (command === undefined) return;
      const now = this.#now();
      if (!commands.isDue(command, now)) continue;
      const packetId = freePacketId(delivery);
      delivery.unacknowledged.set(packetId, command);
      delivery.unacknowledgedBytes += command.bytes.length;
      metrics.command("sent");
      delivery.channel.send(packetId, withRemaining(command, now.monotonicMs), () =>
        this.acknowledge(delivery.channel, packetId),
      );
    }
  }

  #reportSent({ commandId, boxId, sessionId }: PendingCommand): void {
    const atMs = this.#options.clock.nowMs();
    const value = encodeOutcome({
      ...{ commandId, boxId, sessionId, atMs },
      state: "sent",
      source: "gateway",
    });
    this.#options.append(boxId, value);
  }

  #now(): Moment {
    const { clock } = this.#options;
    return { nowMs: clock.nowMs(), monotonicMs: clock.monotonicMs() };
  }
}

/** An identifier of 1 to 65535 that is not in use [MQTT-2.3.1-4]. */
function freePacketId(delivery: Delivery): number {
  for (;;) {
    const id = delivery.nextPacketId;
    delivery.nextPacketId = id === 65_535 ? 1 : id + 1;
    if (!delivery.unacknowledged.has(id)) return id;
  }
}

function withRemaining(command: PendingCommand, monotonicMs: number): Uint8Array {
  if (command.expiresMs === undefined) return command.bytes;
  const left = (untilMs: number) => Math.max(0, Math.round(untilMs - monotonicMs));
  const lease = command.leaseExpiresMs;
  return stampRemaining(command.bytes, {
    remainingMs: left(command.expiresMs),
    ...(lease === undefined ? {} : { leaseRemainingMs: left(lease) }),
  });
}
