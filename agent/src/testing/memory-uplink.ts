import {
  type BoxEvent,
  type CommandOutcome,
  parseBoxEvent,
  parseOutcome,
  RaeError,
} from "@rae/protocol";
import type { Uplink, UplinkConnection } from "../ports/uplink.ts";

type Channel = "presence" | "events" | "outcomes";

export interface Published {
  readonly channel: Channel;
  readonly payload: Uint8Array;
}

/** A gateway in memory: takes connections, keeps what is published, acknowledges at once or when a test says so. */
export class MemoryUplink implements Uplink {
  /** All connections ever made, the newest last. */
  readonly connections: MemoryConnection[] = [];
  /** Whether a connection can be made. */
  isReachable = true;
  /** Whether a publish is acknowledged at once. */
  isAcknowledging = true;

  async connect(options: Parameters<Uplink["connect"]>[0]): Promise<UplinkConnection> {
    options.signal.throwIfAborted();
    if (!this.isReachable) throw new RaeError("box-offline", "the gateway is not reachable");
    const connection = new MemoryConnection({
      options,
      isAcknowledging: () => this.isAcknowledging,
    });
    this.connections.push(connection);
    return connection;
  }

  /** The connection that is open. */
  get current(): MemoryConnection | undefined {
    return this.connections.findLast((connection) => !connection.isOver);
  }

  /** Everything that was acknowledged on a channel of all connections, in order. */
  get acknowledged(): Published[] {
    return this.connections.flatMap((connection) => connection.acknowledged);
  }

  /** The acknowledged events, parsed. */
  get events(): BoxEvent[] {
    return this.acknowledged
      .filter(({ channel }) => channel === "events")
      .map(({ payload }) => parseBoxEvent(payload));
  }

  get presence(): BoxEvent[] {
    return this.acknowledged
      .filter(({ channel }) => channel === "presence")
      .map(({ payload }) => parseBoxEvent(payload));
  }

  get outcomes(): CommandOutcome[] {
    return this.acknowledged
      .filter(({ channel }) => channel === "outcomes")
      .map(({ payload }) => parseOutcome(payload));
  }
}

/** One connection to a `MemoryUplink`. */
export class MemoryConnection implements UplinkConnection {
  readonly ended: Promise<string>;
  readonly will: Uint8Array;
  /** What was published, in order, acknowledged or not. */
  readonly published: Published[] = [];
  readonly acknowledged: Published[] = [];
  readonly #onCommand: (payload: Uint8Array) => void;
  readonly #isAcknowledging: () => boolean;
  readonly #end: (reason: string) => void;
  #waiting: { message: Published; resolve: () => void; reject: (error: Error) => void }[] = [];
  isOver = false;

  constructor({
    options: { will, onCommand },
    isAcknowledging,
  }: {
    readonly options: Parameters<Uplink["connect"]>[0];
    readonly isAcknowledging: () => boolean;
  }) {
    this.will = will;
    this.#onCommand = onCommand;
    this.#isAcknowledging = isAcknowledging;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.ended = promise;
    this.#end = resolve;
  }

  publish(channel: Channel, payload: Uint8Array): Promise<void> {
    if (this.isOver) return Promise.reject(new RaeError("box-offline", "the connection is over"));
    const message = { channel, payload };
    this.published.push(message);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ message, resolve, reject });
      if (this.#isAcknowledging()) this.acknowledge();
    });
  }

  /** Messages that wait for their acknowledgement. */
  get unacknowledged(): number {
    return this.#waiting.length;
  }

  /** Acknowledges the oldest `count` messages, by default all. */
  acknowledge(count = this.#waiting.length): void {
    for (const { message, resolve } of this.#waiting.splice(0, count)) {
      this.acknowledged.push(message);
      resolve();
    }
  }

  /** Acknowledges one message out of order. */
  acknowledgeAt(index: number): void {
    for (const { message, resolve } of this.#waiting.splice(index, 1)) {
      this.acknowledged.push(message);
      resolve();
    }
  }

  /** A command from the control plane. */
  send(payload: Uint8Array): void {
    this.#onCommand(payload);
  }

  /** Ends the connection as a network does. */
  cut(reason = "cut by the test"): void {
    if (this.isOver) return;
    this.isOver = true;
    for (const { reject } of this.#waiting.splice(0)) reject(new RaeError("box-offline", reason));
    this.#end(reason);
  }

  async close(): Promise<void> {
    this.cut("closed");
  }
}
