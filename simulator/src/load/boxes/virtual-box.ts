import {
  type BackoffPolicy,
  backoffDelays,
  type Clock,
  type Closable,
  sleep,
  withDeadline,
} from "@rae/kit";
import {
  type BoxCommand,
  type BoxEvent,
  type CommandOutcome,
  type DeviceCommand,
  type EventOrigin,
  encodeBoxEvent,
  encodeOutcome,
  leaseCapability,
  mqttTopic,
  parseCommand,
  RaeError,
  toRaeError,
  uuidV7,
} from "@rae/protocol";
import { connect, type MqttClient } from "mqtt";
import { BoxOutbox, type OutboxRow } from "./box-outbox.ts";
import type { LoadCounters } from "./load-counters.ts";
import { LoadLeases } from "./load-leases.ts";
import { LoadSession } from "./load-session.ts";
import { virtualStatus } from "./virtual-status.ts";

export interface VirtualBoxOptions {
  readonly boxId: string;
  /** `mqtts://host:port` each; every connection takes the next. */
  readonly gateways: readonly string[];
  /** Whether it connects again when a connection ends, as an agent does; else it is lost. */
  readonly reconnect: boolean;
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly devices: number;
  /** Changes a second; 0: as many as the window lets through. */
  readonly rate: number;
  /** Publishes that may be unacknowledged at once. */
  readonly window: number;
  readonly paddingBytes: number;
  /** Whether its devices have a remote control and do what they are told, as a lease allows it; else commands are `unsupported`. */
  readonly obeys: boolean;
  readonly clock: Clock;
  readonly counters: LoadCounters;
  readonly onPublish: ((event: BoxEvent) => void) | undefined;
  readonly onObeyed: ((command: ObeyedCommand) => void) | undefined;
}

/** A command that a virtual device did, and the lease under which it did it. */
export type ObeyedCommand = Pick<DeviceCommand, "commandId" | "sessionId" | "lease">;

const connectTimeoutMs = 30_000;
/** Between two acknowledgements of what is said first. */
const acknowledgeTimeoutMs = 30_000;
const leaveTimeoutMs = 2_000;
const keepAliveS = 10;
const reconnectBackoff: BackoffPolicy = { initialMs: 100, maxMs: 2_000, factor: 2, jitter: 0.5 };

/**
 * A box that has no devices but says that it has: a real MQTT client with its own certificate, which publishes its
 * events in order as an agent does, at most a window of them unacknowledged. A new connection sends what the one before left
 * unacknowledged, in order, before anything new.
 *
 * INVARIANTS: events leave in the order of their sequence; at most `window` of them are unacknowledged; what is due but
 * does not fit waits as a number, not as messages.
 */
export class VirtualBox implements Closable {
  readonly boxId: string;
  readonly sessions: readonly LoadSession[];
  readonly #options: VirtualBoxOptions;
  readonly #registryId = uuidV7();
  readonly #topics;
  readonly #outbox = new BoxOutbox();
  readonly #leases = new LoadLeases();
  readonly #closing = new AbortController();
  #client: MqttClient | undefined;
  #isConnected = false;
  #connection = 0;
  #sequence = 0;
  #beganAtMs: number | undefined;
  #changes = 0;
  #lostReason: string | undefined;
  #onSettled: (() => void)[] = [];

  constructor(options: VirtualBoxOptions) {
    this.#options = options;
    this.boxId = options.boxId;
    this.sessions = Array.from(
      { length: options.devices },
      (_, index) =>
        new LoadSession(
          `${options.boxId}-${index + 1}`,
          options.paddingBytes,
          options.obeys ? ["remote-control"] : [],
        ),
    );
    this.#topics = {
      presence: mqttTopic(options.boxId, "presence"),
      events: mqttTopic(options.boxId, "events"),
      outcomes: mqttTopic(options.boxId, "outcomes"),
      commands: mqttTopic(options.boxId, "commands"),
    };
  }

  /** The gateway of the newest connection. */
  get gateway(): string {
    const { gateways } = this.#options;
    return gateways[Math.max(0, this.#connection - 1) % gateways.length] ?? "";
  }

  /** Connections made so far. */
  get connections(): number {
    return this.#connection;
  }

  /** Why the connection ended for good; undefined while it holds or is made anew. */
  get lostReason(): string | undefined {
    return this.#lostReason;
  }

  /** Changes that are due and wait for room in the window; 0 where no rate says what is due. */
  get backlog(): number {
    return this.#options.rate === 0 ? 0 : Math.max(0, this.#due() - this.#changes);
  }

  /**
   * Connects, says Birth and Roster, attaches the devices; resolves when the gateway has acknowledged it all.
   * @throws the client's error if the gateway refuses the connection or cannot be reached in 30 s; DeadlineExceeded if it
   *   acknowledges nothing for 30 s.
   */
  async connect(): Promise<void> {
    await this.#open();
    const { clock, window } = this.#options;
    const untilFewerThan = async (limit: number) => {
      while (this.#outbox.size >= limit && this.#alive()) {
        await withDeadline(clock, acknowledgeTimeoutMs, "waiting for an acknowledgement", () =>
          this.#nextAck(),
        );
      }
    };
    for (const session of this.sessions) {
      await untilFewerThan(window);
      this.#sendEvent((origin) => session.attach(origin));
    }
    await untilFewerThan(1);
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
    while (due > 0 && this.#isConnected && this.#outbox.size < this.#options.window) {
      const session = this.sessions[this.#changes % this.sessions.length];
      if (session === undefined) return;
      this.#changes += 1;
      due -= 1;
      this.#sendEvent((origin) => session.change(origin));
    }
  }

  /** Resolves when nothing is unacknowledged, or the connection is lost for good. */
  async settled(): Promise<void> {
    while (this.#outbox.size > 0 && this.#alive()) await this.#nextAck();
  }

  /**
   * Takes leave and disconnects; no will follows. A gateway that does not acknowledge in 2 s is left without a word, and speaks the
   * will.
   */
  async close(): Promise<void> {
    this.end();
    this.#closing.abort(new Error("the box is closing"));
    const client = this.#client;
    if (client !== undefined && this.#isConnected) {
      this.#sendPresence(this.#lost("stopped"));
      await withDeadline(this.#options.clock, leaveTimeoutMs, "taking leave", async () => {
        await this.settled();
        this.#lostReason ??= "stopped";
        await client.endAsync();
      }).catch(() => {});
    }
    this.#lostReason ??= "stopped";
    this.#wake();
    client?.stream.destroy();
    await client?.endAsync(true);
  }

  /** @throws what connecting throws; nothing is connected then. */
  async #open(): Promise<void> {
    this.#connection += 1;
    const client = this.#dial();
    const answered = async () => {
      await connected(client);
      await client.subscribeAsync(this.#topics.commands, { qos: 1 });
    };
    const { clock } = this.#options;
    try {
      const { signal } = this.#closing;
      await withDeadline(clock, connectTimeoutMs, "connecting", answered, signal);
    } catch (error) {
      client.end(true);
      throw error;
    }
    this.#begin(client);
  }

  #dial(): MqttClient {
    const { ca, cert, key } = this.#options;
    const client = connect(this.gateway, {
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
    });
    client.on("message", (_topic, payload) => this.#obey(payload));
    client.on("error", (error) => this.#connectionEnded(client, error.message));
    client.on("close", () => this.#connectionEnded(client, "closed by the gateway"));
    return client;
  }

  #begin(client: MqttClient): void {
    this.#client = client;
    // Nothing new is said before this, so that it cannot overtake what is sent again.
    this.#isConnected = true;
    this.#sendPresence({
      ...this.#origin(0),
      kind: "Birth",
      status: virtualStatus(this.#options.obeys),
    });
    for (const row of this.#outbox.waiting()) {
      if (row.topic !== this.#topics.presence) this.#publish(row);
    }
    this.#sendEvent((origin) => ({ ...origin, kind: "Roster", sessions: this.#roster() }));
  }

  async #openAgain(): Promise<void> {
    const { signal } = this.#closing;
    for (const delayMs of backoffDelays(reconnectBackoff)) {
      await sleep(this.#options.clock, delayMs, signal).catch(() => {});
      if (signal.aborted) return;
      try {
        await this.#open();
        this.pump();
        return;
      } catch {
        // Who asks for the connection sees it by its number; a gateway that is away is what this box is made for.
      }
    }
  }

  #connectionEnded(client: MqttClient, reason: string): void {
    if (client !== this.#client || !this.#isConnected) return;
    this.#isConnected = false;
    this.#dropPresence();
    if (this.#options.reconnect && !this.#closing.signal.aborted) void this.#openAgain();
    else this.#lostReason ??= reason;
    this.#wake();
  }

  /** Presence belongs to its connection: what the next one says replaces it. */
  #dropPresence(): void {
    for (const row of this.#outbox.waiting()) {
      if (row.topic === this.#topics.presence) this.#outbox.acknowledge(row);
    }
  }

  #roster() {
    return this.sessions.flatMap(({ sessionId, revision }) =>
      revision === 0 ? [] : [{ sessionId, revision }],
    );
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

  #sendPresence(event: BoxEvent): void {
    this.#send(this.#topics.presence, event);
  }

  #send(topic: string, event: BoxEvent): void {
    const { clock, counters, onPublish } = this.#options;
    const payload = Buffer.from(encodeBoxEvent(event));
    const row = this.#outbox.add(topic, payload, clock.monotonicMs());
    counters.countPublished();
    onPublish?.(event);
    if (this.#isConnected) this.#publish(row);
  }

  #publish(row: OutboxRow): void {
    const { clock, counters } = this.#options;
    this.#client?.publish(row.topic, row.payload, { qos: 1 }, (error) => {
      if (error || !this.#outbox.acknowledge(row)) return;
      counters.countAcknowledged(clock.monotonicMs() - row.madeAtMs);
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
      const outcome = encodeOutcome(this.#outcomeOf(command));
      this.#client?.publish(this.#topics.outcomes, Buffer.from(outcome), { qos: 1 });
    }
  }

  #outcomeOf(command: DeviceCommand): CommandOutcome {
    const { clock, obeys, onObeyed } = this.#options;
    const { commandId, sessionId, capability } = command;
    const outcome = {
      ...{ commandId, sessionId, boxId: this.boxId, source: "agent" as const },
      atMs: clock.nowMs(),
    };
    try {
      if (!obeys) throw new RaeError("unsupported", "a virtual device does nothing");
      this.#leases.take(command, clock.monotonicMs());
      if (capability !== leaseCapability) onObeyed?.(command);
      return { ...outcome, state: "succeeded", result: {} };
    } catch (error) {
      const { code, message, details } = toRaeError(error);
      return { ...outcome, state: "rejected", error: { code, message, details } };
    }
  }

  #origin(sequence: number): EventOrigin {
    return {
      boxId: this.boxId,
      registryId: this.#registryId,
      connection: this.#connection,
      sequence,
      observedAtMs: this.#options.clock.nowMs(),
    };
  }

  #lost(reason: string): BoxEvent {
    return { ...this.#origin(0), kind: "Lost", reason };
  }

  #nextAck(): Promise<void> {
    return new Promise((resolve) => this.#onSettled.push(resolve));
  }

  #wake(): void {
    for (const resolve of this.#onSettled.splice(0)) resolve();
  }
}

function connected(client: MqttClient): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once("connect", () => resolve());
    client.once("error", reject);
    client.once("close", () => reject(new Error("the gateway closed the connection")));
  });
}
