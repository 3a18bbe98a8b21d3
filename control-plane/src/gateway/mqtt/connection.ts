import type { TLSSocket } from "node:tls";
import type { Clock } from "@rae/kit";
import { type ErrorCode, RaeError } from "@rae/protocol";
import type { InFlight } from "../ingest/in-flight-budget.ts";
import type { Publication } from "../ingest/publish-rules.ts";
import { atWallTime } from "./at-wall-time.ts";
import type { ClientCertificate } from "./client-certificate.ts";
import type { CloseReason } from "./close-reason.ts";
import { KeepAlive } from "./keep-alive.ts";
import { PacketGuard, type PacketGuardLimits } from "./packet-guard.ts";
import type { SubscriptionRequest } from "./subscribe-packet.ts";

export interface ConnectionLimits extends PacketGuardLimits {
  /** How long a client that asks for no keep-alive may be silent; MQTT 3.1.1 lets a server end such a one (3.1.2.10). */
  readonly silenceMs: number;
}

export interface ConnectionEvents {
  onConnect(connection: Connection): void;
  onPuback(connection: Connection, packetId: number): void;
  /** Returns the code for each filter, as for SUBACK. */
  onSubscribe(connection: Connection, requests: readonly SubscriptionRequest[]): readonly number[];
  onUnsubscribe(connection: Connection, filters: readonly string[]): void;
  /** The connection is over; told once. */
  onClosed(connection: Connection, reason: CloseReason, error: RaeError | undefined): void;
}

/** One client's connection: who it is, its will, and how much of what it published is not durable yet. */
export class Connection {
  /** The name in the certificate. */
  readonly boxId: string;
  readonly certificateExpiresAtMs: number;
  /** Whose box it is. */
  readonly tenant: string;
  readonly guard: PacketGuard;
  /** As in CONNECT; empty before. */
  clientId = "";
  /** The peer's address and port. */
  readonly peer: string;
  /** What it asked the gateway to publish if it is lost. */
  will: Publication | undefined;
  /** The will of the connection that this one replaces, until this one is accepted. */
  inheritedWill: Publication | undefined;
  /** Has had its CONNACK, and is in the list of clients. */
  accepted = false;
  /** Of its box, with what the box's other connections have. */
  readonly inFlight: InFlight;
  readonly #keepAlive: KeepAlive;
  readonly #clock: Clock;
  readonly #silenceMs: number;
  #stopKeepAlive = () => {};
  #stopExpiry = () => {};
  #pendingPublishes = 0;
  readonly #heldBack: (() => ErrorCode | undefined)[] = [];
  #keepAliveS = 0;
  #finish: (() => void) | undefined;
  #reason: CloseReason | undefined;
  #error: RaeError | undefined;

  constructor(
    { boxId, tenant, expiresAtMs }: ClientCertificate,
    socket: TLSSocket,
    options: {
      readonly limits: ConnectionLimits;
      readonly clock: Clock;
      readonly events: ConnectionEvents;
      readonly inFlight: InFlight;
    },
  ) {
    this.boxId = boxId;
    this.certificateExpiresAtMs = expiresAtMs;
    this.tenant = tenant;
    this.peer = `${socket.remoteAddress} ${socket.remotePort}`;
    this.inFlight = options.inFlight;
    this.#clock = options.clock;
    this.#silenceMs = options.limits.silenceMs;
    this.#keepAlive = new KeepAlive(options.clock, () => this.close("keep-alive"));
    this.guard = new PacketGuard(socket, options.limits, {
      onConnect: () => options.events.onConnect(this),
      onPackets: () => this.#keepAlive.heard(),
      onPuback: (packetId) => options.events.onPuback(this, packetId),
      onSubscribe: (requests) => options.events.onSubscribe(this, requests),
      onUnsubscribe: (filters) => options.events.onUnsubscribe(this, filters),
      onDisconnect: () => {
        this.#reason ??= "disconnect";
      },
      onFault: (error) => this.close(error.code, error),
    });
    this.guard.once("close", () => {
      this.#stopKeepAlive();
      this.#stopExpiry();
      options.events.onClosed(this, this.#reason ?? "connection-lost", this.#error);
    });
  }

  /** Whether this is the box itself; only it has presence and gets commands. */
  get isBox(): boolean {
    return this.clientId === this.boxId;
  }

  /** Messages of it that are on their way to the log. */
  get pendingPublishes(): number {
    return this.#pendingPublishes;
  }

  /** Whether messages wait for room; what comes behind them waits, too. */
  get holding(): boolean {
    return this.#heldBack.length > 0;
  }

  /** It takes nothing more, and ends when what it has published is settled. */
  get finishing(): boolean {
    return this.#finish !== undefined;
  }

  /** What tells the log of the loss, if the box is lost now: before the log can know of this connection, the one before it. */
  get lossWill(): Publication | undefined {
    return this.accepted ? this.will : this.inheritedWill;
  }

  /** Nothing of it may be answered any more. */
  get closed(): boolean {
    return this.#reason !== undefined || this.guard.destroyed;
  }

  /** CONNACK has been sent. */
  open(keepAliveS: number): void {
    this.accepted = true;
    this.#keepAliveS = keepAliveS;
    this.#watch();
    this.#stopExpiry = atWallTime(this.#clock, this.certificateExpiresAtMs, () =>
      this.close(
        "certificate-expired",
        new RaeError("certificate-expired", "the box's certificate has expired"),
      ),
    );
    this.guard.release();
  }

  /** A message of it begins its way to the log. */
  publishBegan(): void {
    this.#pendingPublishes += 1;
  }

  /** That message is on the log, or has failed; its acknowledgement may be written in this turn. */
  publishSettled(): void {
    this.#pendingPublishes -= 1;
    this.#goOn();
    this.#finishIfSettled();
  }

  /**
   * Reads no more of the client until the message has begun its way, which `begin` tries whenever one before it is settled; it returns why
   * there is no room. Meanwhile the client is not silent, it is not heard.
   */
  holdBack(begin: () => ErrorCode | undefined): void {
    if (!this.holding) {
      this.guard.hold();
      this.#stopKeepAlive();
    }
    this.#heldBack.push(begin);
  }

  /**
   * Ends the connection when what it has published is settled and acknowledged, so that a client that sends again what was not
   * acknowledged gets on. What comes meanwhile is not taken.
   */
  finish(reason: CloseReason, error: RaeError): void {
    this.#finish ??= () => this.close(reason, error);
    this.guard.stopReading();
    this.#finishIfSettled();
  }

  /** Why the stream will end, if it is known before it does. */
  expectEnd(reason: CloseReason, error?: RaeError): void {
    this.#reason ??= reason;
    this.#error ??= error;
  }

  /** Ends the connection; what was written is still sent. */
  close(reason: CloseReason, error?: RaeError): void {
    this.expectEnd(reason, error);
    this.guard.destroy();
  }

  #goOn(): void {
    if (!this.holding) return;
    // What came before DISCONNECT still counts; of a connection that ended otherwise, nothing does.
    if (this.guard.destroyed && this.#reason !== "disconnect") this.#heldBack.length = 0;
    for (let begin = this.#heldBack[0]; begin !== undefined; begin = this.#heldBack[0]) {
      const refused = begin();
      if (refused !== undefined) {
        if (this.#pendingPublishes === 0) this.close(refused);
        return;
      }
      this.#heldBack.shift();
    }
    if (this.guard.destroyed) return;
    this.#watch();
    this.guard.letGo();
  }

  /** A client that asks for no keep-alive is watched as one that may be silent for as long as the limit says. */
  #watch(): void {
    this.#stopKeepAlive = this.#keepAlive.start(this.#keepAliveS || this.#silenceMs / 1_500);
  }

  #finishIfSettled(): void {
    if (this.#pendingPublishes === 0 && this.#finish !== undefined) setImmediate(this.#finish);
  }
}
