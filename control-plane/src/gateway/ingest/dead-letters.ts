import type { Clock } from "@rae/kit";
import type { ErrorCode } from "@rae/protocol";
import { deadLetterHeaders, type NewRecord } from "@rae/stream";
import { refusalHeaders } from "../../core/refusal-headers.ts";
import type { Publication } from "./publish-rules.ts";
import { RateBudget } from "./rate-budget.ts";
import type { RecordStamp } from "./record-stamp.ts";

/** Of a topic or a client id that a stranger chose. */
const headerChars = 256;

export interface DeadLetterOptions {
  readonly clock: Clock;
  readonly stamp: RecordStamp;
  readonly burst: number;
  readonly perSecond: number;
  readonly payloadBytes: number;
}

/** Writes dead letters, as many for each box as its budget allows, so that no box can fill the log with them. */
export class DeadLetters {
  readonly #options: DeadLetterOptions;
  readonly #budget: RateBudget;

  constructor(options: DeadLetterOptions) {
    this.#options = options;
    this.#budget = new RateBudget(options.clock, options.burst, options.perSecond);
  }

  /** The record of a refused message; undefined if the box has spent its budget. */
  write(
    from: { readonly boxId: string; readonly clientId: string },
    publication: Pick<Publication, "topic" | "payload">,
    why: { readonly code: ErrorCode; readonly reason: string },
  ): NewRecord | undefined {
    return this.#budget.take(from.boxId, 1) ? this.recordOf(from, publication, why) : undefined;
  }

  /** The record of a message whatever the budget: of one that the log refused, for which the box can do nothing. */
  recordOf(
    { boxId, clientId }: { readonly boxId: string; readonly clientId: string },
    { topic, payload }: Pick<Publication, "topic" | "payload">,
    why: { readonly code: ErrorCode; readonly reason: string },
  ): NewRecord {
    const { clock, stamp, payloadBytes } = this.#options;
    return {
      key: boxId,
      value: Buffer.from(payload.subarray(0, payloadBytes)),
      headers: {
        ...stamp.headers(boxId, clock.nowMs()),
        [deadLetterHeaders.code]: why.code,
        [deadLetterHeaders.reason]: why.reason,
        [deadLetterHeaders.atMs]: String(clock.nowMs()),
        [refusalHeaders.mqttTopic]: topic.slice(0, headerChars),
        [refusalHeaders.clientId]: clientId.slice(0, headerChars),
        [refusalHeaders.payloadBytes]: String(payload.length),
      },
    };
  }
}
