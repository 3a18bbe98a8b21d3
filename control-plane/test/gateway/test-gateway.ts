import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import {
  encodeBoxEvent,
  encodeCommand,
  encodeOutcome,
  type JsonObject,
  type LogTopic,
  logTopics,
} from "@rae/protocol";
import type { LogRecord } from "@rae/stream";
import { MemoryRecordLog } from "@rae/stream/testing";
import { Registry } from "prom-client";
import { type Gateway, type GatewayOptions, openGateway } from "../../src/gateway/gateway.ts";
import { type IssuedCertificate, openPki, type Pki } from "../../src/pki/pki.ts";
import { connect, publish } from "./mqtt/packets.ts";
import { RawClient } from "./mqtt/raw-client.ts";

/** A gateway on a log in memory, with an authority of its own. */
export class TestGateway {
  readonly log: MemoryRecordLog;
  readonly metrics: Registry;
  readonly pki: Pki;
  readonly gateway: Gateway;
  /** A folder of its own, gone after `close`. */
  readonly dir: string;
  readonly #clients: RawClient[] = [];

  private constructor(parts: {
    readonly log: MemoryRecordLog;
    readonly metrics: Registry;
    readonly pki: Pki;
    readonly gateway: Gateway;
    readonly dir: string;
  }) {
    this.log = parts.log;
    this.metrics = parts.metrics;
    this.pki = parts.pki;
    this.gateway = parts.gateway;
    this.dir = parts.dir;
  }

  static async open(
    options: Partial<GatewayOptions> & { readonly log?: MemoryRecordLog } = {},
  ): Promise<TestGateway> {
    const dir = await mkdtemp(join(tmpdir(), "rae-gateway-"));
    const pki = await openPki(join(dir, "pki"));
    const metrics = options.metrics ?? new Registry();
    const log = options.log ?? new MemoryRecordLog({ metrics });
    const gateway = await openGateway({
      ...{ host: "127.0.0.1", port: 0, tls: pki.server, logger: silentLogger, metrics },
      ...options,
      log,
    });
    return new TestGateway({ log, metrics, pki, gateway, dir });
  }

  certificate(boxId: string): Promise<IssuedCertificate> {
    return this.pki.issueCertificate(boxId);
  }

  /** A TLS connection with the box's certificate that has sent nothing yet. */
  async dial(boxId = "box-1"): Promise<RawClient> {
    const client = await RawClient.open(this.gateway.port, await this.certificate(boxId));
    this.#clients.push(client);
    return client;
  }

  /** A connected client. */
  async client(boxId = "box-1", connectPacket = connect({ clientId: boxId })): Promise<RawClient> {
    return (await this.dial(boxId)).connect(connectPacket);
  }

  /** Appends a command for a box as the api does. */
  async command(
    boxId: string,
    commandId: string,
    fields: { readonly remainingMs?: number; readonly parameters?: JsonObject } = {},
  ): Promise<void> {
    const value = encodeCommand({
      ...{ kind: "device", boxId, commandId, sessionId: "session-1" },
      ...{ capability: "power", command: "on", parameters: {}, remainingMs: 30_000, ...fields },
    });
    await this.log.append(
      logTopics.commands,
      [{ key: boxId, value, headers: {} }],
      AbortSignal.timeout(5_000),
    );
  }

  /** Resolves when everything that any client sent before is on the log: a message of another box comes behind it. */
  async fence(): Promise<void> {
    const client = await this.client("fence");
    client.send(publish("rae/v1/fence/events", deviceEvent("fence", 1)));
    await client.next();
  }

  /** The keys of the records of a topic, in order, without the fence's. */
  keys(topic: LogTopic): string[] {
    return this.log
      .records(topic)
      .map(({ key }) => key)
      .filter((key) => key !== "fence");
  }

  /** The records of a topic once there are `count`, in order. */
  records(topic: LogTopic, count: number): Promise<readonly LogRecord[]> {
    return eventually(() => {
      const records = this.log.records(topic);
      if (records.length < count) throw new Error(`${records.length} records on ${topic}`);
      return records;
    });
  }

  /** The value of a counter or gauge with one label; 0 if it was never touched. */
  async metric(name: string, label?: string): Promise<number> {
    const metric = await this.metrics.getSingleMetric(name)?.get();
    const value = metric?.values.find(
      ({ labels }) => label === undefined || Object.values(labels).includes(label),
    );
    return value?.value ?? 0;
  }

  /** Resolves when the counter has reached `atLeast`. */
  async counted(name: string, label: string, atLeast = 1): Promise<number> {
    return eventually(async () => {
      const value = await this.metric(name, label);
      if (value < atLeast) throw new Error(`${name}{${label}} is ${value}`);
      return value;
    });
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.cut();
    this.log.thaw();
    await this.gateway.close();
    await this.log.close();
    await rm(this.dir, { recursive: true, force: true });
  }
}

const registryId = "0197a000-0000-7000-8000-00000000000a";

/** A device event's bytes. */
export function deviceEvent(boxId: string, sequence: number, extra = ""): Uint8Array {
  return encodeBoxEvent({
    ...{ kind: "AttributesChanged", boxId, registryId, connection: 1, sequence },
    ...{ observedAtMs: 1_700_000_000_000, sessionId: "session-1", revision: sequence },
    attributes: { "model.name": { value: `tv${extra}`, observedAtMs: 1_700_000_000_000 } },
    removed: [],
  });
}

/** A will's or farewell's bytes. */
export function lostEvent(boxId: string, connection = 1): Uint8Array {
  return encodeBoxEvent({
    ...{ kind: "Lost", boxId, registryId, connection, sequence: 0 },
    ...{ observedAtMs: 1_700_000_000_000, reason: "connection lost" },
  });
}

/** A succeeded command's outcome. */
export function succeeded(boxId: string, commandId: string = randomUUID()): Uint8Array {
  return encodeOutcome({
    ...{ boxId, commandId, sessionId: "session-1", state: "succeeded", source: "agent" },
    ...{ atMs: 1_700_000_000_000, result: {} },
  });
}
