import type { Clock, Closable } from "@rae/kit";
import {
  type BoxCommand,
  type BoxEvent,
  type BoxStatus,
  type EventOrigin,
  encodeBoxEvent,
  encodeOutcome,
  mqttTopic,
  parseCommand,
  uuidV7,
} from "@rae/protocol";
import { connectAsync, type MqttClient } from "mqtt";
import type { LoadCounters } from "./load-counters.ts";
import { LoadSession } from "./load-session.ts";

export interface VirtualBoxOptions {
  readonly boxId: string;
  /** `mqtts://host:port`. */
  readonly gateway: string;
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly devices: number;
  /** Changes a second; 0: as many as the window lets through. */
  readonly rate: number;
  /** Publishes that may be unacknowledged at once. */
  readonly window: number;
  readonly paddingBytes: number;
  readonly clock: Clock;
  readonly counters: LoadCounters;
  readonly onPublish: ((event: BoxEvent) => void) | undefined;
}

const connectTimeoutMs = 30_000;
const keepAliveS = 10;

/**
 * A box that has no devices but says that it has: a real MQTT client with its own certificate, which publishes its
 * events in order as an agent does, at most a window of them unacknowledged.
 *
 * INVARIANTS: events leave in the order of their sequence; at most `window` of them are unacknowledged; what is due but
 * does not fit waits as a number, not as messages.
 */
export class VirtualBox implements Closable {
  readonly boxId: string;
  readonly gateway: string;
  readonly sessions: readonly LoadSession[];
  readonly #options: VirtualBoxOptions;
  readonly #registryId = uuidV7();
  readonly #topics;
  #client: MqttClient | undefined;
  #sequence = 0;
  #unacknowledged = 0;
  #beganAtMs: number | undefined;
  #changes = 0;
  #lostReason: string | undefined;
  #onSettled: (() => void)[] = [];

  constructor(options: VirtualBoxOptions) {
    this.#options = options;
    this.boxId = options.boxId;
    this.gateway = options.gateway;
    this.sessions = Array.from(
      { length: options.devices },
      (_, index) => new LoadSession(`${options.boxId}-${index + 1}`, options.paddingBytes),
    );
    this.#topics = {
      presence: mqttTopic(options.boxId, "presence"),
      events: mqttTopic(options.boxId, "events"),
      outcomes: mqttTopic(options.boxId, "outcomes"),
      commands: mqttTopic(options.boxId, "commands"),
    };
  }

  /** Why the connection ended; undefined while it holds. */
  get lostReason(): string | undefined {
    return this.#lostReason;
  }

  /** Changes that are due and wait for room in the window; 0 where no rate says what is due. */
  get backlog(): number {
    return this.#options.rate === 0 ? 0 : Math.max(0, this.#due() - this.#changes);
  }

  /**
   * Connects, says Birth and Roster, attaches the devices; resolves when the gateway has acknowledged it all.
   * @throws the client's error if the gateway refuses the connection or cannot be reached in 30 s.
   */
  async connect(): Promise<void> {
    const { ca, cert, key } = this.#options;
    const client = await connectAsync(
      this.gateway,
      {
        clientId: this.boxId,
        protocolVersion: 4,
        clean: true,
        keepalive: keepAliveS,
        reconnectPeriod: 0,
        connectTimeout: connectTimeoutMs,
        ca: [ca],
        cert,
        key,
        will: {
          topic: this.#topics.presence,
          payload: Buffer.from(encodeBoxEvent(this.#lost("connection lost"))),
          qos: 1,
          retain: false,
        },
      },
      false,
    );
    this.#client = client;
    client.on("message", (_topic, payload) => this.#obey(payload));
    client.on("error", (error) => this.#loseConnection(error.message));
    client.on("close", () => this.#loseConnection("closed by the gateway"));
    await client.subscribeAsync(this.#topics.commands, { qos: 1 });
    this.#send(this.#topics.presence, { ...this.#origin(0), kind: "Birth", status });
    this.#sendEvent((origin) => ({ ...origin, kind: "Roster", sessions: [] }));
    for (const session of this.sessions) {
      await this.#roomInWindow();
      this.#sendEvent((origin) => session.attach(origin));
    }
    await this.settled();
  }

  /** Begins to publish changes. */
  begin(): void {
    this.#beganAtMs = this.#options.clock.monotonicMs();
    this.pump();
  }

  /** Publishes no more changes. */
  end(): void {
    this.#beganAtMs = undefined;
  }

  /** Publishes what is due, as far as the window lets it. */
  pump(): void {
    let due = this.#due() - this.#changes;
    while (due > 0 && this.#unacknowledged < this.#options.window && this.#alive()) {
      const session = this.sessions[this.#changes % this.sessions.length];
      if (session === undefined) return;
      this.#changes += 1;
      due -= 1;
      this.#sendEvent((origin) => session.change(origin));
    }
  }

  /** Resolves when nothing is unacknowledged, or the connection is lost. */
  async settled(): Promise<void> {
    while (this.#unacknowledged > 0 && this.#alive()) await this.#nextAck();
  }

  /** Takes leave and disconnects; no will follows. */
  async close(): Promise<void> {
    this.end();
    const client = this.#client;
    if (client === undefined) return;
    if (this.#alive()) {
      this.#send(this.#topics.presence, this.#lost("stopped"));
      await this.settled();
    }
    this.#lostReason ??= "stopped";
    await client.endAsync(true);
  }

  #due(): number {
    if (this.#beganAtMs === undefined) return this.#changes;
    const { rate, clock } = this.#options;
    if (rate === 0) return Number.POSITIVE_INFINITY;
    return Math.floor(((clock.monotonicMs() - this.#beganAtMs) / 1000) * rate);
  }

  #alive(): boolean {
    return this.#lostReason === undefined;
  }

  #sendEvent(make: (origin: EventOrigin) => BoxEvent): void {
    this.#sequence += 1;
    this.#send(this.#topics.events, make(this.#origin(this.#sequence)));
  }

  #send(topic: string, event: BoxEvent): void {
    const { clock, counters, onPublish } = this.#options;
    const payload = Buffer.from(encodeBoxEvent(event));
    const sentAtMs = clock.monotonicMs();
    this.#unacknowledged += 1;
    counters.countPublished();
    onPublish?.(event);
    this.#client?.publish(topic, payload, { qos: 1 }, (error) => {
      this.#unacknowledged -= 1;
      if (!error) counters.countAcknowledged(clock.monotonicMs() - sentAtMs);
      if (this.#beganAtMs !== undefined) this.pump();
      this.#wake();
    });
  }

  #obey(payload: Buffer): void {
    const command: BoxCommand = parseCommand(payload);
    if (command.kind === "resync-session") {
      const session = this.sessions.find((each) => each.sessionId === command.sessionId);
      if (session === undefined) return;
      this.#sendEvent((origin) => session.resync(origin, command.haveRevision));
    } else if (command.kind === "device") {
      const outcome = encodeOutcome({
        commandId: command.commandId,
        boxId: this.boxId,
        sessionId: command.sessionId,
        state: "rejected",
        source: "agent",
        error: { code: "unsupported", message: "a virtual device does nothing", details: {} },
        atMs: this.#options.clock.nowMs(),
      });
      this.#client?.publish(this.#topics.outcomes, Buffer.from(outcome), { qos: 1 });
    }
  }

  #origin(sequence: number): EventOrigin {
    return {
      boxId: this.boxId,
      registryId: this.#registryId,
      connection: 1,
      sequence,
      observedAtMs: this.#options.clock.nowMs(),
    };
  }

  #lost(reason: string): BoxEvent {
    return { ...this.#origin(0), kind: "Lost", reason };
  }

  #loseConnection(reason: string): void {
    this.#lostReason ??= reason;
    this.#wake();
  }

  async #roomInWindow(): Promise<void> {
    while (this.#unacknowledged >= this.#options.window && this.#alive()) await this.#nextAck();
  }

  #nextAck(): Promise<void> {
    return new Promise((resolve) => this.#onSettled.push(resolve));
  }

  #wake(): void {
    for (const resolve of this.#onSettled.splice(0)) resolve();
  }
}

const status: BoxStatus = {
  agentVersion: "simulator",
  outboxRows: 0,
  outboxBytes: 0,
  outboxLimitBytes: 0,
  supersededDeltas: 0,
  interfaces: [],
  links: [],
};
