import type { Clock } from "@rae/kit";
import { type ErrorCode, logTopics, RaeError } from "@rae/protocol";
import type { NewRecord, RecordRefused } from "@rae/stream";
import type { GatewayMetrics } from "../gateway-metrics.ts";
import type { GatewayLimits } from "../limits.ts";
import type { Connection } from "../mqtt/connection.ts";
import type { DeadLetters } from "./dead-letters.ts";
import type { InFlightBudget } from "./in-flight-budget.ts";
import type { IngestLog } from "./ingest-log.ts";
import { judgePublication, type Publication } from "./publish-rules.ts";
import { RateBudget } from "./rate-budget.ts";
import type { RecordStamp } from "./record-stamp.ts";

const whyRefused = {
  "window-exceeded": "more unacknowledged than allowed",
  overloaded: "the gateway holds as much as it may",
} as const;

/** Counted for each record besides its bytes, for what it takes in memory. */
const recordOverheadBytes = 256;

export interface PublishHookOptions {
  readonly log: IngestLog;
  readonly inFlight: InFlightBudget;
  readonly deadLetters: DeadLetters;
  readonly stamp: RecordStamp;
  readonly metrics: GatewayMetrics;
  readonly clock: Clock;
  readonly limits: GatewayLimits;
}

/** A message of a connection on its way to the log. */
interface PendingPublish {
  readonly connection: Connection;
  readonly publication: Publication;
  readonly record: NewRecord;
  readonly sizeBytes: number;
  readonly receivedMs: number;
  readonly acknowledge: () => void;
}

/** What happens to each message that a client publishes, from the verdict to the durable record. */
export class PublishHook {
  readonly #options: PublishHookOptions;
  readonly #console: RateBudget;

  constructor(options: PublishHookOptions) {
    this.#options = options;
    const { consoleBytesPerSecond } = options.limits;
    this.#console = new RateBudget(options.clock, consoleBytesPerSecond, consoleBytesPerSecond);
  }

  /**
   * Takes a message in the order of arrival. `acknowledge` is called when it is durable and the client is still
   * there. A message that may not be closes the connection.
   */
  publish(connection: Connection, publication: Publication, acknowledge: () => void): void {
    if (connection.finishing) return;
    const verdict = judgePublication(connection, publication);
    if (verdict.kind === "close") {
      this.refuse(connection, publication, verdict);
      connection.close(verdict.code, new RaeError(verdict.code, verdict.reason));
      return;
    }
    const { payload } = publication;
    if (verdict.kind === "dead-letter") {
      this.#keepForPeople(connection, publication, verdict, acknowledge);
    } else if (
      verdict.channel === "console" &&
      !this.#console.take(connection.boxId, payload.length)
    ) {
      const why = { code: "too-many-requests", reason: "more console bytes than allowed" } as const;
      this.#keepForPeople(connection, publication, why, acknowledge);
    } else {
      const { metrics, clock, stamp } = this.#options;
      metrics.published(verdict.channel);
      const { boxId } = connection;
      const headers =
        verdict.channel === "presence"
          ? stamp.presenceHeaders(connection, clock.nowMs())
          : stamp.headers(boxId, clock.nowMs());
      // A copy, for the payload is a part of a larger piece that would stay in memory with it.
      const record = { key: boxId, value: Buffer.from(payload), headers };
      this.#append(verdict.logTopic, { connection, publication, record, acknowledge });
    }
  }

  /** Publishes a will of a lost box, unless it may not be; it needs no acknowledgement. */
  publishWill(connection: Connection, will: Publication): void {
    const { boxId } = connection;
    const verdict = judgePublication(connection, will);
    if (verdict.kind !== "append") {
      this.refuse(connection, will, verdict);
      return;
    }
    const { stamp, clock, metrics } = this.#options;
    metrics.published(verdict.channel);
    const headers = stamp.headers(boxId, clock.nowMs());
    // Without it a lost box would stay present. One for each connection, and none begins while there is no room.
    this.#pushUnowned(
      verdict.logTopic,
      { key: boxId, value: will.payload, headers },
      (sizeBytes) => {
        this.#options.inFlight.overdraw(sizeBytes);
        return true;
      },
    );
  }

  /** Writes a dead letter, as far as the box's budget allows, for a message that is not acknowledged. */
  refuse(
    connection: Connection,
    publication: Pick<Publication, "topic" | "payload">,
    why: { readonly code: ErrorCode; readonly reason: string },
  ): void {
    const { deadLetters, metrics } = this.#options;
    const record = deadLetters.write(connection, publication, why);
    const written = record !== undefined && this.appendUnowned(logTopics.deadLetters, record);
    metrics.deadLetter(why.code, written);
  }

  /**
   * A dead letter that is acknowledged when it is durable. A box that has spent its budget is closed instead, behind what it had
   * before: it sends the message again, later, and nothing is dropped.
   */
  #keepForPeople(
    connection: Connection,
    publication: Publication,
    why: { readonly code: ErrorCode; readonly reason: string },
    acknowledge: () => void,
  ): void {
    const { deadLetters, metrics } = this.#options;
    const record = deadLetters.write(connection, publication, why);
    metrics.deadLetter(why.code, record !== undefined);
    if (record === undefined) connection.finish(why.code, new RaeError(why.code, why.reason));
    else {
      this.#append(logTopics.deadLetters, { connection, publication, record, acknowledge });
    }
  }

  #append(topic: string, message: Omit<PendingPublish, "sizeBytes" | "receivedMs">): void {
    const { connection, publication } = message;
    const begin = () => this.#begin(topic, message);
    const refused = connection.holding ? "window-exceeded" : begin();
    if (refused === undefined) return;
    // At quality of service 0 a client knows no window; it is slowed down as long as room will come by itself.
    const waits = publication.qos === 0 && connection.pendingPublishes > 0;
    if (connection.holding || (waits && refused === "window-exceeded")) {
      connection.holdBack(begin);
      return;
    }
    const { bytes } = connection.inFlight;
    const details = { publishes: connection.pendingPublishes, bytes };
    connection.close(refused, new RaeError(refused, whyRefused[refused], { details }));
  }

  /** Sends the message on its way, or returns why there is no room for it. */
  #begin(
    topic: string,
    message: Omit<PendingPublish, "sizeBytes" | "receivedMs">,
  ): keyof typeof whyRefused | undefined {
    const { inFlight, clock, limits } = this.#options;
    const { connection, record } = message;
    if (connection.pendingPublishes >= limits.clientPublishes) return "window-exceeded";
    const sizeBytes = (record.value?.length ?? 0) + recordOverheadBytes;
    const refused = inFlight.take(connection.inFlight, sizeBytes);
    if (refused !== undefined) return refused;
    connection.publishBegan();
    this.#push(topic, { ...message, sizeBytes, receivedMs: clock.monotonicMs() });
    return undefined;
  }

  #push(topic: string, pending: PendingPublish): void {
    this.#options.log.append(topic, pending.record, (refusal) => {
      if (refusal === undefined || topic === logTopics.deadLetters) this.#settle(pending);
      else this.#push(logTopics.deadLetters, this.#refusedByLog(pending, refusal));
    });
  }

  /** A message that the log will never take, as a dead letter: the box would send it for ever. */
  #refusedByLog(pending: PendingPublish, { code, message: reason }: RecordRefused): PendingPublish {
    const { deadLetters, metrics } = this.#options;
    metrics.deadLetter(code, true);
    const { connection, publication } = pending;
    return { ...pending, record: deadLetters.recordOf(connection, publication, { code, reason }) };
  }

  #settle({ connection, sizeBytes, receivedMs, acknowledge }: PendingPublish): void {
    const { inFlight, metrics, clock } = this.#options;
    inFlight.give(connection.inFlight, sizeBytes);
    connection.publishSettled();
    metrics.acknowledged((clock.monotonicMs() - receivedMs) / 1_000);
    if (!connection.closed) acknowledge();
  }

  /** Appends a record that nobody waits for. False if there is no room; then it is dropped. */
  appendUnowned(topic: string, record: NewRecord): boolean {
    return this.#pushUnowned(topic, record, (sizeBytes) =>
      this.#options.inFlight.takePooled(sizeBytes),
    );
  }

  #pushUnowned(topic: string, record: NewRecord, take: (sizeBytes: number) => boolean): boolean {
    const { log, inFlight } = this.#options;
    const sizeBytes = (record.value?.length ?? 0) + recordOverheadBytes;
    if (!take(sizeBytes)) return false;
    log.append(topic, record, () => inFlight.givePooled(sizeBytes));
    return true;
  }
}
