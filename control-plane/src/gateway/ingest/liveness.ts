import { type Clock, repeat } from "@rae/kit";
import { type ControlRecord, encodeControl, logTopics } from "@rae/protocol";
import type { IngestLog } from "./ingest-log.ts";
import type { RecordStamp } from "./record-stamp.ts";

/** Tells the log at intervals that this gateway lives, and at the end that it has stopped. */
export class Liveness {
  readonly #gatewayId: string;
  readonly #log: IngestLog;
  readonly #stamp: RecordStamp;
  readonly #clock: Clock;
  #stop = () => {};
  #isUnderWay = false;

  constructor(gatewayId: string, log: IngestLog, stamp: RecordStamp, clock: Clock) {
    this.#gatewayId = gatewayId;
    this.#log = log;
    this.#stamp = stamp;
    this.#clock = clock;
  }

  /** Appends at once and then every `intervalMs`. */
  start(intervalMs: number): void {
    const tell = () => {
      // One that waits for the log says all that a second could.
      if (!this.#isUnderWay) this.#append("gateway-alive");
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
    this.#isUnderWay = true;
    this.#log.append(logTopics.control, record, () => {
      this.#isUnderWay = false;
    });
  }
}
