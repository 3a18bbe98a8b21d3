import {
  type BackoffPolicy,
  backoffDelays,
  type Clock,
  type Logger,
  sleep,
  withDeadline,
} from "@rae/kit";
import {
  type BoxStatus,
  type ConnectionReplacedCommand,
  type ResyncConnectionCommand,
  toRaeError,
} from "@rae/protocol";
import type { Registry } from "../ports/store.ts";
import type { Uplink, UplinkConnection } from "../ports/uplink.ts";
import { IdentityWatch } from "./identity-watch.ts";
import { OutboxPump } from "./outbox-pump.ts";
import { encodeBirth, encodeLost, encodeStatus, type Speaker } from "./presence-events.ts";

export interface UplinkLoopOptions {
  readonly boxId: string;
  readonly uplink: Uplink;
  readonly registry: Registry;
  readonly window: number;
  readonly statusIntervalMs: number;
  readonly backoff: BackoffPolicy;
  readonly status: () => BoxStatus;
  /** Payloads of the command channel. Must not throw. */
  readonly onCommand: (payload: Uint8Array) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Changes of links within this time make one status event. */
const statusPauseMs = 1_000;
/** A connection that lived shorter counts as a failure: the pauses between attempts go on growing. */
const stableMs = 2_000;
/** How long the farewell may take. */
const farewellMs = 2_000;

/**
 * Keeps the box connected: connection after connection, each with its own number, birth, roster and pump.
 *
 * INVARIANTS: the number is durable before its CONNECT; Birth is the first publish of a connection; at most one Status is
 * unacknowledged.
 */
export class UplinkLoop {
  readonly #options: UplinkLoopOptions;
  readonly #closing = new AbortController();
  readonly #identity: IdentityWatch;
  readonly #ended: Promise<void>;
  #current: { readonly connection: UplinkConnection; readonly speaker: Speaker } | undefined;
  #isStatusSent = false;
  #isStatusWanted = false;
  #cancelStatus = () => {};

  constructor(options: UplinkLoopOptions) {
    this.#options = options;
    this.#identity = new IdentityWatch(options.clock);
    this.#ended = this.#run();
  }

  get isConnected(): boolean {
    return this.#current !== undefined;
  }

  /** The facts of the status have changed. */
  statusChanged(): void {
    if (this.#isStatusWanted) return;
    this.#isStatusWanted = true;
    this.#scheduleStatus(statusPauseMs);
  }

  /** The control plane refused the birth of this registry's connection: goes on behind the number that it holds. */
  resync(command: ResyncConnectionCommand): void {
    const { registry, logger } = this.#options;
    const { registryId, connection } = registry;
    const { refusedRegistryId, refusedConnection, haveConnection, registrySuperseded } = command;
    if (refusedRegistryId !== registryId || refusedConnection !== connection) return;
    logger.warn({ connection, haveConnection, registrySuperseded }, "connection number taken over");
    this.#identity.refused();
    registry.adopt(Math.max(connection, haveConnection), { newRegistryId: registrySuperseded });
    void this.#current?.connection.close();
  }

  /** Another client has connected with this box's certificate; the gateway ends this connection next. */
  replaced({ peer }: ConnectionReplacedCommand): void {
    this.#identity.takenOver();
    this.#options.logger.warn(
      { peer, takeovers: this.#identity.conflict?.takeovers },
      "another client uses this box's identity: give each box a certificate of its own",
    );
  }

  /** Says farewell and ends the connection. */
  async close(): Promise<void> {
    this.#cancelStatus();
    const current = this.#current;
    if (current !== undefined && !this.#closing.signal.aborted) {
      const { connection, speaker } = current;
      const farewell = encodeLost(speaker, "stopped", this.#options.clock.nowMs());
      await withDeadline(this.#options.clock, farewellMs, "the farewell", () =>
        connection.publish("presence", farewell),
      ).catch(() => this.#options.logger.warn("farewell not acknowledged"));
    }
    this.#closing.abort(new Error("the agent stops"));
    await current?.connection.close();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { clock, logger, backoff } = this.#options;
    const { signal } = this.#closing;
    let delays = backoffDelays(backoff);
    while (!signal.aborted) {
      try {
        const { reason, livedMs } = await this.#connectOnce();
        if (signal.aborted) return;
        logger.warn({ reason }, "connection ended");
        // Two that take each other's place would do so several times a second.
        const isContested = this.#identity.conflict !== undefined;
        if (livedMs >= stableMs && !isContested) delays = backoffDelays(backoff);
      } catch (error) {
        if (signal.aborted) return;
        const { code, message } = toRaeError(error);
        const isAway = code === "box-offline";
        logger.warn(
          { code, reason: message },
          isAway ? "gateway not reached" : "connection given up",
        );
      }
      await sleep(clock, delays.next().value, signal).catch(() => {});
    }
  }

  /** One connection, from its number to its end. @throws if it cannot be made. */
  async #connectOnce(): Promise<{ readonly reason: string; readonly livedMs: number }> {
    const { boxId, uplink, registry, clock, logger, onCommand } = this.#options;
    const speaker = {
      boxId,
      connection: registry.nextConnection(),
      registryId: registry.registryId,
    };
    const connection = await uplink.connect({
      will: encodeLost(speaker, "connection lost", clock.nowMs()),
      onCommand,
      signal: this.#closing.signal,
    });
    try {
      logger.info({ connection: speaker.connection }, "connected");
      return await this.#serve(connection, speaker);
    } finally {
      await connection.close();
    }
  }

  /** Uses a connection until it ends. @throws if the status cannot be read, or the registry not be written. */
  async #serve(
    connection: UplinkConnection,
    speaker: Speaker,
  ): Promise<{ readonly reason: string; readonly livedMs: number }> {
    const { registry, window, clock } = this.#options;
    const birth = encodeBirth(speaker, this.#status(), clock.nowMs());
    // A connection that ends before the PUBACK shows by its end.
    connection.publish("presence", birth).catch(() => {});
    registry.appendRoster();
    const pump = new OutboxPump(registry.outbox, connection, window);
    this.#current = { connection, speaker };
    this.#isStatusSent = false;
    this.#scheduleStatus(this.#options.statusIntervalMs);
    const sinceMs = clock.monotonicMs();
    try {
      const reason = await connection.ended;
      return { reason, livedMs: clock.monotonicMs() - sinceMs };
    } finally {
      this.#current = undefined;
      this.#cancelStatus();
      pump.stop();
    }
  }

  #scheduleStatus(delayMs: number): void {
    this.#cancelStatus();
    this.#cancelStatus = this.#options.clock.schedule(delayMs, () => this.#sendStatus());
  }

  #sendStatus(): void {
    this.#isStatusWanted = false;
    const current = this.#current;
    if (current === undefined || this.#closing.signal.aborted) return;
    this.#scheduleStatus(this.#options.statusIntervalMs);
    // An unacknowledged one says that the log is away; another would only fill the gateway's window.
    if (this.#isStatusSent) return;
    const payload = this.#encodeStatus(current.speaker);
    if (payload === undefined) return;
    this.#isStatusSent = true;
    const settled = () => {
      this.#isStatusSent = false;
    };
    current.connection.publish("presence", payload).then(settled, settled);
  }

  #status(): BoxStatus {
    const identityConflict = this.#identity.conflict;
    const status = this.#options.status();
    return identityConflict === undefined ? status : { ...status, identityConflict };
  }

  /** Undefined if it cannot be read now: one status less is no reason to end anything. */
  #encodeStatus(speaker: Speaker): Uint8Array | undefined {
    const { clock, logger } = this.#options;
    try {
      return encodeStatus(speaker, this.#status(), clock.nowMs());
    } catch (error) {
      logger.warn({ err: error }, "status cannot be read");
      return undefined;
    }
  }
}
