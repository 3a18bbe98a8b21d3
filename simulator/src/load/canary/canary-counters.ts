import { LatencyHistogram } from "../latency-histogram.ts";
import type { CanarySession } from "./canary-message.ts";

/** What a canary has seen. */
export interface CanaryReport {
  readonly clients: {
    readonly asked: number;
    /** Had a CONNACK, at the first attempt or a later one. */
    readonly accepted: number;
    /** Never had one. */
    readonly keptOut: number;
  };
  /** Attempts that ended before CONNACK, by the reason. */
  readonly refused: Readonly<Record<string, number>>;
  /** Connections that ended between CONNACK and the last PUBACK, by the reason. */
  readonly broken: Readonly<Record<string, number>>;
  readonly messages: {
    readonly acknowledged: number;
    /** Sent, and not acknowledged at the last attempt either: the gateway may have it or not. */
    readonly lost: number;
    /** Never sent, for the client never got in. */
    readonly unsent: number;
  };
  /** From the TCP connection to CONNACK. */
  readonly connectP50Ms: number;
  readonly connectP99Ms: number;
  /** From the publish to PUBACK. */
  readonly pubackP50Ms: number;
  readonly pubackP99Ms: number;
  readonly seconds: number;
  /** Connections accepted a second: a TLS handshake each. */
  readonly handshakesPerSecond: number;
  readonly acknowledgedPerSecond: number;
}

/** Counts what happens to the clients of a canary. */
export class CanaryCounters {
  readonly #connects = new LatencyHistogram();
  readonly #pubacks = new LatencyHistogram();
  readonly #refused = new Map<string, number>();
  readonly #broken = new Map<string, number>();
  #clients = 0;
  #accepted = 0;
  #lost = 0;
  #unsent = 0;

  connectionAccepted(connectMs: number): void {
    this.#connects.record(connectMs);
  }

  acknowledged(latencyMs: number): void {
    this.#pubacks.record(latencyMs);
  }

  refused(reason: string): void {
    this.#refused.set(reason, (this.#refused.get(reason) ?? 0) + 1);
  }

  broken(reason: string): void {
    this.#broken.set(reason, (this.#broken.get(reason) ?? 0) + 1);
  }

  /** A client has made its last attempt. */
  clientEnded({ messages }: CanarySession, wasAccepted: boolean): void {
    this.#clients += 1;
    if (wasAccepted) this.#accepted += 1;
    for (const { isSent, isAcknowledged } of messages) {
      if (!isSent) this.#unsent += 1;
      else if (!isAcknowledged) this.#lost += 1;
    }
  }

  report(elapsedMs: number): CanaryReport {
    const seconds = elapsedMs / 1000;
    const perSecond = (count: number) => (seconds === 0 ? 0 : Math.round(count / seconds));
    return {
      clients: {
        asked: this.#clients,
        accepted: this.#accepted,
        keptOut: this.#clients - this.#accepted,
      },
      refused: Object.fromEntries(this.#refused),
      broken: Object.fromEntries(this.#broken),
      messages: { acknowledged: this.#pubacks.count, lost: this.#lost, unsent: this.#unsent },
      connectP50Ms: rounded(this.#connects.percentileMs(0.5)),
      connectP99Ms: rounded(this.#connects.percentileMs(0.99)),
      pubackP50Ms: rounded(this.#pubacks.percentileMs(0.5)),
      pubackP99Ms: rounded(this.#pubacks.percentileMs(0.99)),
      seconds: rounded(seconds),
      handshakesPerSecond: perSecond(this.#connects.count),
      acknowledgedPerSecond: perSecond(this.#pubacks.count),
    };
  }
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
