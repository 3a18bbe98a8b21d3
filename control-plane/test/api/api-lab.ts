import { type Clock, silentLogger, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import {
  type CommandOutcome,
  type DeviceCommand,
  type JsonObject,
  leaseCapability,
  logHeaders,
  logTopics,
  parseAuditEntry,
  parseCommand,
  parseLease,
} from "@rae/protocol";
import type { NewRecord } from "@rae/stream";
import { Registry } from "prom-client";
import { expect } from "vitest";
import { AccessBook } from "../../src/access/access-book.ts";
import type { ApiLimits } from "../../src/api/api-options.ts";
import type { LeasePolicy } from "../../src/api/leases/lease-policy.ts";
import { type ApiServer, openApi } from "../../src/api/server.ts";
import { foldOutcome, foldRequest } from "../../src/core/command-state.ts";
import type { ReadinessCheck } from "../../src/operations/readiness.ts";
import type { FleetView, ViewBatch } from "../../src/ports/fleet-view.ts";
import type { History } from "../../src/ports/history.ts";
import type { LeaseStore } from "../../src/ports/lease-store.ts";
import {
  MemoryAccessStore,
  MemoryFleetView,
  MemoryHistory,
  MemoryLeaseStore,
} from "../../src/testing/index.ts";
import type { AnswerBody } from "./answer-body.ts";
import { CommandLog } from "./command-log.ts";
import { DocumentedResponses } from "./document/documented-responses.ts";
import type { OpenApiDocument } from "./document/open-api-document.ts";

export const token = "the-token-of-the-tests";

export interface LabOptions {
  readonly clock?: Clock;
  readonly limits?: Partial<ApiLimits>;
  readonly readiness?: readonly ReadinessCheck[];
  readonly view?: FleetView;
  readonly history?: History;
  readonly leaseStore?: LeaseStore;
  readonly leasePolicy?: LeasePolicy;
  readonly accessStore?: MemoryAccessStore;
  readonly behindProxy?: boolean;
  readonly documentation?: boolean;
  /** Another lab, whose stores it shares, as a second process of the api. */
  readonly beside?: ApiLab;
}

/** What an agent says of a command that it was sent; undefined: nothing. */
export type ScriptedAgent = (
  command: DeviceCommand,
) => Pick<CommandOutcome, "state" | "error" | "result"> | undefined;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** What is not JSON is text. */
  readonly body: AnswerBody;
  readonly text: string;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** An api on memory stores, with an aggregator of a few lines: what is appended is folded into the view at once. */
export class ApiLab {
  readonly view: FleetView;
  readonly history: History;
  readonly log: CommandLog;
  readonly leaseStore: LeaseStore;
  readonly accessStore: MemoryAccessStore;
  /** Obeys the commands that tell it of leases, and says nothing of others. */
  agent: ScriptedAgent = ({ capability }) =>
    capability === leaseCapability ? { state: "succeeded", result: {} } : undefined;
  /** Whether commands on the log reach the view. */
  aggregates = true;
  readonly #clock: Clock;
  #api: ApiServer | undefined;
  #book: AccessBook | undefined;
  documented: DocumentedResponses | undefined;
  readonly #streamFaults: string[] = [];

  constructor(options: LabOptions) {
    this.view = options.view ?? options.beside?.view ?? new MemoryFleetView();
    this.history = options.history ?? options.beside?.history ?? new MemoryHistory();
    this.log =
      options.beside?.log ?? new CommandLog((topic, record) => this.#aggregate(topic, record));
    this.leaseStore = options.leaseStore ?? options.beside?.leaseStore ?? new MemoryLeaseStore();
    this.accessStore =
      options.accessStore ?? options.beside?.accessStore.another() ?? new MemoryAccessStore();
    this.#clock = options.clock ?? systemClock;
  }

  static async open(options: LabOptions = {}): Promise<ApiLab> {
    const lab = new ApiLab(options);
    await lab.start(options);
    return lab;
  }

  async start({ limits, readiness, leasePolicy, ...listening }: LabOptions): Promise<void> {
    this.#book = new AccessBook({
      store: this.accessStore,
      clock: this.#clock,
      logger: silentLogger,
    });
    this.#api = await openApi({
      view: this.view,
      history: this.history,
      log: this.log,
      leaseStore: this.leaseStore,
      accessStore: this.accessStore,
      accessBook: this.#book,
      ...(leasePolicy === undefined ? {} : { leasePolicy }),
      token,
      behindProxy: listening.behindProxy ?? false,
      documentation: listening.documentation ?? true,
      host: "127.0.0.1",
      port: 0,
      clock: this.#clock,
      logger: silentLogger,
      metrics: new Registry(),
      readiness: readiness ?? [],
      limits: limits ?? {},
    });
    if (listening.documentation === false) return;
    const document = await fetch(`${this.url}/openapi.json`, { headers: bearer() });
    this.documented = new DocumentedResponses((await document.json()) as OpenApiDocument);
  }

  /** What can be asked, and who may. */
  get routes(): ApiServer["routes"] {
    return this.#api?.routes ?? [];
  }

  /** Until tokens and tenants are known to this api. */
  async untilAccessIsRead(): Promise<void> {
    await eventually(() => expect(this.#book?.isRead).toBe(true));
  }

  get url(): string {
    return this.#api?.url ?? "";
  }

  async apply(batch: Partial<ViewBatch>): Promise<void> {
    await this.view.apply({
      devices: [],
      boxes: [],
      gateways: [],
      commands: [],
      leases: [],
      ...batch,
    });
  }

  /** Asks, and expects the answer to be as the OpenAPI document says. */
  async ask(
    path: string,
    { method = "GET", headers, body, signal }: AskOptions = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...bearer(),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    const text = await response.text();
    const contentType = response.headers.get("content-type") ?? "";
    const read: unknown = contentType.includes("json") ? JSON.parse(text) : text;
    const { status } = response;
    const seen = { status, headers: response.headers, body: read };
    expect(this.documented?.faults(method, path, seen)).toEqual([]);
    return { status, headers: response.headers, body: read as AnswerBody, text };
  }

  /** Says what became of a command, as an agent or the sweeper would. */
  async tell(
    commandId: string,
    outcome: Partial<CommandOutcome> & Pick<CommandOutcome, "state">,
  ): Promise<void> {
    const record = (await this.view.readCommands([commandId])).get(commandId);
    const whole: CommandOutcome = {
      commandId,
      boxId: record?.boxId ?? "box-1",
      sessionId: record?.sessionId ?? "session-1",
      source: "agent",
      atMs: this.#clock.nowMs(),
      ...outcome,
    };
    const receivedAtMs = this.#clock.nowMs();
    await this.apply({ commands: [foldOutcome(record, whole, { receivedAtMs })] });
  }

  /** An event of a stream is to be as the OpenAPI document says; `close` fails if one was not. */
  checkEvent(path: string, event: unknown): void {
    const faults = this.documented?.eventFaults(path, event) ?? [];
    this.#streamFaults.push(...faults.slice(0, Math.max(0, 10 - this.#streamFaults.length)));
  }

  async close(): Promise<void> {
    await this.stop();
    await this.view.close();
    await this.history.close();
    expect(this.#streamFaults).toEqual([]);
  }

  /** Closes the api alone, as a restart would. */
  async stop(): Promise<void> {
    await this.#api?.close();
    await this.#book?.close();
  }

  async #aggregate(topic: string, record: NewRecord): Promise<void> {
    if (!this.aggregates) return;
    if (topic === logTopics.audit) {
      await this.history.writeAudit([parseAuditEntry(record.value)]);
      return;
    }
    if (topic === logTopics.leases) {
      const leases = [parseLease(record.value)];
      await this.history.write({ entries: [], devices: [], boxes: [], commands: [], leases });
      await this.apply({ leases });
      return;
    }
    const audit = record.headers[logHeaders.audit];
    if (audit !== undefined) {
      await this.history.writeAudit([parseAuditEntry(Buffer.from(audit, "base64"))]);
    }
    const command = parseCommand(record.value);
    if (command.kind !== "device") return;
    const receivedAtMs = Number(record.headers["received-at-ms"]);
    const known = (await this.view.readCommands([command.commandId])).get(command.commandId);
    await this.apply({ commands: [foldRequest(known, command, { receivedAtMs })] });
    const said = this.agent(command);
    if (said !== undefined) await this.tell(command.commandId, said);
  }
}

export function bearer(): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** A device's attributes, observed at the given time. */
export function attributes(values: JsonObject, observedAtMs: number) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { value: value as string, observedAtMs }]),
  );
}
