import type { Clock, Closable, Logger } from "@rae/kit";
import { isTerminal, type JsonObject, RaeError, uuidV7 } from "@rae/protocol";
import type { RecordLog } from "@rae/stream";
import type { CommandRecord } from "../../core/command-record.ts";
import type { DeviceRecord } from "../../core/device-record.ts";
import { type Asker, keyOf } from "../access/asker.ts";
import type { ApiMetrics } from "../api-metrics.ts";
import type { ApiLimits } from "../api-options.ts";
import type { FleetListener, FleetWatch } from "../fleet-watch.ts";
import type { RecordFinder } from "../record-finder.ts";
import { appendCommand } from "./command-append.ts";
import { CommandBook } from "./command-book.ts";
import { commandIdOf } from "./command-identity.ts";
import { type CommandOrder, checkOrder, isSameOrder } from "./command-order.ts";

export interface CommandDeskOptions {
  readonly watch: FleetWatch;
  readonly finder: RecordFinder;
  readonly log: RecordLog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: ApiLimits;
  readonly metrics: ApiMetrics;
  readonly token: string;
  /** The device that is meant. @throws RaeError if there is none, or it has left. */
  readonly resolve: (device: string, asker: Asker) => Promise<DeviceRecord>;
  /** The lease for a command to a device of it. @throws RaeError if there is none, or it is surely over. */
  readonly leaseOf: (leaseId: string, sessionId: string, asker: Asker) => Promise<CommandLease>;
}

/** A lease that a command is sent under, as its agent has to know it. */
export interface CommandLease {
  readonly leaseId: string;
  readonly token: number;
  /** When it ends, milliseconds since the epoch. */
  readonly untilMs: number;
}

/** An order for a device that was found. */
export interface DeviceOrder {
  readonly boxId: string;
  readonly sessionId: string;
  readonly capability: string;
  readonly command: string;
  readonly parameters: JsonObject;
  readonly deadlineMs: number;
  readonly lease?: CommandLease;
  /** Makes the header that tells who asked for it. */
  readonly audit?: () => string;
}

export function commandNotFound(commandId: string): RaeError {
  return new RaeError("command-not-found", `there is no command ${commandId}`);
}

/** What the control plane itself tells an agent. No contract lists these capabilities, so that no client can send them. */
export interface InternalOrder extends DeviceOrder {
  readonly capability: "lease" | "health";
}

/** Accepts commands, finds them, and waits for them. */
export class CommandDesk implements FleetListener, Closable {
  readonly #options: CommandDeskOptions;
  readonly #book = new CommandBook();
  /** Orders with an idempotency key that are being accepted; the same key waits for the one before. */
  readonly #placing = new Map<string, Promise<unknown>>();
  readonly #closing = new AbortController();
  readonly #stopListening: () => void;

  constructor(options: CommandDeskOptions) {
    this.#options = options;
    this.#stopListening = options.watch.listen(this);
  }

  /**
   * Accepts an order: durably, once for each idempotency key.
   * @throws RaeError as the error table says for requests, devices and `log-unavailable`; `idempotency-conflict`; `overloaded`.
   */
  async place(
    order: CommandOrder,
    asker: Asker,
    idempotencyKey: string | undefined,
  ): Promise<CommandRecord> {
    const key = keyOf(asker, idempotencyKey);
    if (key === undefined) return await this.#accept(order, asker, uuidV7());
    const commandId = commandIdOf(this.#options.token, key);
    while (this.#placing.has(commandId)) {
      await this.#placing.get(commandId)?.catch(() => undefined);
    }
    const placed = this.#placeOnce(order, asker, commandId);
    this.#placing.set(commandId, placed);
    try {
      return await placed;
    } finally {
      this.#placing.delete(commandId);
    }
  }

  /**
   * Accepts a command of the control plane's own, for a device that the caller has found.
   * @throws RaeError `log-unavailable`, `overloaded`, `shutting-down`.
   */
  async issue(order: InternalOrder): Promise<CommandRecord> {
    return await this.#append(order, uuidV7());
  }

  /**
   * Issues a command and waits for it: resolves when it is over, or as it is at its deadline or when `signal` aborts. Such waits are bounded by
   * their callers, not by the limit for requests.
   * @throws RaeError as `issue`.
   */
  async ask(order: InternalOrder, signal: AbortSignal): Promise<CommandRecord> {
    return await this.#waitFor(await this.issue(order), order.deadlineMs, signal);
  }

  /** @throws RaeError `command-not-found`, or that of the stores. */
  async find(commandId: string): Promise<CommandRecord> {
    const found = this.#book.get(commandId) ?? (await this.#options.finder.command(commandId));
    if (found !== undefined) return found;
    throw commandNotFound(commandId);
  }

  /** The command when it is over, or as it is after `waitMs`, when `signal` aborts, or when too many wait already. */
  async wait(record: CommandRecord, waitMs: number, signal: AbortSignal): Promise<CommandRecord> {
    const isFull = this.#book.waitingCount >= this.#options.limits.waitingCommands;
    return await this.#waitFor(record, isFull ? 0 : waitMs, signal);
  }

  onSteps(): void {}

  onCommands(records: readonly CommandRecord[]): void {
    for (const record of records) {
      if (!this.#book.take(record)) continue;
      const { capability, state } = record;
      this.#options.metrics.commands.inc({ capability, state });
    }
    this.#measure();
  }

  /** What ended meanwhile is not in the scan of the view. */
  onRefill(): void {
    for (const commandId of this.#book.awaitedIds) this.#readAgain(commandId);
  }

  /** Lets every wait end; commands go on. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#stopListening();
    await Promise.allSettled(this.#placing.values());
  }

  async #waitFor(
    record: CommandRecord,
    waitMs: number,
    signal: AbortSignal,
  ): Promise<CommandRecord> {
    const { commandId } = record;
    const newest = () => this.#book.get(commandId) ?? record;
    if (isTerminal(newest().state) || waitMs <= 0) return newest();
    const over = Promise.withResolvers<void>();
    const stop = AbortSignal.any([signal, this.#closing.signal]);
    const stopWaiting = this.#book.wait(commandId, () => over.resolve());
    const cancel = this.#options.clock.schedule(waitMs, () => over.resolve());
    const onStop = () => over.resolve();
    stop.addEventListener("abort", onStop, { once: true });
    if (stop.aborted) over.resolve();
    // It may have ended between its reading and now.
    if (this.#book.get(commandId) === undefined) this.#readAgain(commandId);
    this.#measure();
    try {
      await over.promise;
      return newest();
    } finally {
      stop.removeEventListener("abort", onStop);
      cancel();
      stopWaiting();
      this.#measure();
    }
  }

  #readAgain(commandId: string): void {
    this.#options.finder.command(commandId).then(
      (record) => record !== undefined && this.onCommands([record]),
      (error: unknown) =>
        this.#options.logger.warn({ commandId, err: error }, "awaited command cannot be read"),
    );
  }

  async #placeOnce(order: CommandOrder, asker: Asker, commandId: string): Promise<CommandRecord> {
    const { finder, limits } = this.#options;
    const known = this.#book.get(commandId) ?? (await finder.command(commandId));
    if (known === undefined) return await this.#accept(order, asker, commandId);
    const device =
      known.sessionId === order.device ? undefined : await finder.device(known.sessionId);
    if (isSameOrder(order, known, device, limits.appendMs)) return known;
    throw new RaeError("idempotency-conflict", "the key stands for another command", {
      details: { commandId },
    });
  }

  async #accept(order: CommandOrder, asker: Asker, commandId: string): Promise<CommandRecord> {
    const device = await this.#options.resolve(order.device, asker);
    checkOrder(order, device);
    const { boxId, sessionId } = device;
    const { leaseId, ...placed } = order;
    if (leaseId === undefined)
      return await this.#append({ ...placed, boxId, sessionId }, commandId);
    const lease = await this.#options.leaseOf(leaseId, sessionId, asker);
    return await this.#append({ ...placed, boxId, sessionId, lease }, commandId);
  }

  async #append(order: DeviceOrder, commandId: string): Promise<CommandRecord> {
    const { clock, limits, log, metrics } = this.#options;
    this.#checkRoom();
    const requestedAtMs = Math.round(clock.nowMs());
    const { boxId, sessionId, capability, command, parameters, deadlineMs, lease } = order;
    const record: CommandRecord = {
      ...{ commandId, boxId, sessionId, capability, command, parameters },
      ...(lease === undefined ? {} : { lease: { leaseId: lease.leaseId, token: lease.token } }),
      state: "pending",
      requestedAtMs,
      deadlineMs: requestedAtMs + deadlineMs,
      late: [],
    };
    this.#book.put(record);
    this.#measure();
    try {
      const options = { log, clock, timeoutMs: limits.appendMs };
      const leaseUntilMs = lease?.untilMs ?? record.deadlineMs;
      const audit = order.audit?.();
      await appendCommand(record, { ...options, leaseUntilMs, audit }, this.#closing.signal);
    } catch (error) {
      this.#book.forget(commandId);
      this.#measure();
      throw error;
    }
    metrics.commands.inc({ capability, state: "accepted" });
    return this.#book.get(commandId) ?? record;
  }

  #checkRoom(): void {
    const { clock, limits } = this.#options;
    if (this.#book.openCount < limits.openCommands) return;
    this.#book.dropLapsed(clock.nowMs());
    if (this.#book.openCount < limits.openCommands) return;
    throw new RaeError("overloaded", `${limits.openCommands} commands are open already`, {
      details: { limit: limits.openCommands },
    });
  }

  #measure(): void {
    this.#options.metrics.openCommands.set(this.#book.openCount);
    this.#options.metrics.waitingCommands.set(this.#book.waitingCount);
  }
}
