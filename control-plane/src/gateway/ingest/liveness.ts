import { type Clock, repeat } from "@rae/kit";
import { type ControlRecord, encodeControl, logTopics } from "@rae/protocol";
import type { AppendChains } from "./append-chains.ts";
import type { RecordStamp } from "./record-stamp.ts";

/** Tells the log at intervals that this gateway lives, and at the end that it has stopped. */
export class Liveness {
  readonly #gatewayId: string;
  readonly #chains: AppendChains;
  readonly #stamp: RecordStamp;
  readonly #clock: Clock;
  #stop = () => {};

  constructor(gatewayId: string, chains: AppendChains, stamp: RecordStamp, clock: Clock) {
    this.#gatewayId = gatewayId;
    this.#chains = chains;
    this.#stamp = stamp;
    this.#clock = clock;
  }

  /** Appends at once and then every `intervalMs`. */
  start(intervalMs: number): void {
    const tell = () => {
      // One that waits for the log says all that a second could.
      if (this.#chains.depth(logTopics.control) === 0) this.#append("gateway-alive");
    };
    tell();
    this.#stop = repeat(this.#clock, intervalMs, tell, () => {});
  }

  /** No more signs of life; the last record says that the gateway has stopped. */
  stop(): void {
    this.#stop();
    this.#append("gateway-stopped");
  }

  #append(kind: ControlRecord["kind"]): void {
    const atMs = this.#clock.nowMs();
    const gatewayId = this.#gatewayId;
    const record = {
      key: gatewayId,
      value: encodeControl({ gatewayId, kind, atMs }),
      headers: this.#stamp.headers("", atMs),
    };
    this.#chains.push(logTopics.control, {
      record,
      sizeBytes: record.value.length,
      owner: undefined,
      appended() {},
      failed() {},
    });
  }
}
