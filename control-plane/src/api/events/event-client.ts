import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setImmediate } from "node:timers/promises";
import { type Clock, withDeadline } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import { isSameSight, type Sight } from "../../core/access/sight.ts";
import type { DeviceFilter } from "../../core/fleet-index-filter.ts";
import type { ViewPosition } from "../../ports/fleet-view.ts";
import { endStream } from "./end-stream.ts";
import { closedFrame, type Frame, type Reader, withId } from "./event-frame.ts";
import type { Since, Touched } from "./event-journal.ts";
import { IdQueue } from "./id-queue.ts";

/** Ids sent in one piece while a client catches up. */
const pieceSize = 100;

export interface EventClientOptions {
  readonly response: ServerResponse;
  readonly filter: DeviceFilter;
  /** What its reader sees, as it is now. */
  readonly sightNow: () => Sight;
  readonly limitBytes: number;
  readonly clock: Clock;
  readonly drainMs: number;
  /** Event of a device, box or lease as it is now; undefined if the client need not know. */
  readonly frameOfDevice: (sessionId: string, reader: Reader) => string | undefined;
  readonly frameOfBox: (boxId: string, reader: Reader) => string | undefined;
  readonly frameOfLease: (leaseId: string, reader: Reader) => string | undefined;
  /** It was cut off, with so many bytes waiting for it. */
  readonly onSlow: (waitingBytes: number) => void;
}

/**
 * One reader of the event stream. While it catches up it is behind: what changes is only remembered by id, once however often it
 * changes, and sent as it is by then, as fast as the client reads. Then it is live and gets each change as it happens.
 */
export class EventClient {
  readonly #options: EventClientOptions;
  readonly #sessions = new IdQueue();
  readonly #boxes = new IdQueue();
  readonly #leases = new IdQueue();
  #sight: Sight;
  /** The id behind which it has been told everything. */
  #told: ViewPosition = "";
  #isBehind = false;
  #isClosed = false;

  constructor(options: EventClientOptions) {
    this.#options = options;
    this.#sight = options.sightNow();
    options.response.on("close", () => {
      this.#isClosed = true;
    });
  }

  get reader(): Reader {
    return { filter: this.#options.filter, sight: this.#options.sightNow() };
  }

  /** Whether it sees something else than when this was last asked. */
  seesAnew(): boolean {
    const before = this.#sight;
    this.#sight = this.#options.sightNow();
    return !isSameSight(before, this.#sight);
  }

  get isBehind(): boolean {
    return this.#isBehind;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Remembers what the client has to be told once it comes to it. */
  add({ sessionIds, boxIds, leaseIds }: Touched): void {
    this.#sessions.add(sessionIds);
    this.#boxes.add(boxIds);
    this.#leases.add(leaseIds);
  }

  /** Remembers what it missed before it came. */
  resume({ missed, newest }: Since): void {
    this.#sessions.follow(missed.sessions);
    this.#boxes.follow(missed.boxes);
    this.#leases.follow(missed.leases);
    this.add(newest);
  }

  /**
   * From now on changes are only remembered, until `catchUp` has told them. Until then events carry the id behind which the client was told
   * everything, so that a cut repeats and never skips.
   */
  fallBehind(told: ViewPosition): void {
    this.#told = told;
    this.#isBehind = true;
  }

  /** Sends all that is remembered, boxes first, then leases, and what comes to it meanwhile; then the client is live. */
  async catchUp(onLive: () => void): Promise<void> {
    while (!this.#isClosed && this.#isBehind) {
      const piece = this.#nextPiece();
      if (piece === undefined) {
        this.#isBehind = false;
        onLive();
      } else if (piece !== "" && !this.#options.response.write(piece)) {
        await this.#drained();
      } else {
        // Others have their turn, too.
        await setImmediate();
      }
    }
  }

  /** Gives up catching up: the client lists again. */
  skip(): void {
    this.forget();
    this.#isBehind = false;
  }

  /** Forgets what it would have to be told: the client is told to list again. */
  forget(): void {
    this.#sessions.clear();
    this.#boxes.clear();
    this.#leases.clear();
  }

  /** Sends events, behind which it has been told everything up to `told`. */
  write(text: string, told: ViewPosition): void {
    if (this.#isClosed || text === "") return;
    const { response, limitBytes } = this.#options;
    this.#told = told;
    response.write(text);
    if (response.writableLength > limitBytes) {
      const waitingBytes = response.writableLength;
      this.end(new RaeError("slow-reader", "the client reads too slowly"));
      this.#options.onSlow(waitingBytes);
    }
  }

  /** A comment, so that both sides see that the other is there. Who is live learns how far it has been told everything. */
  beat(position: ViewPosition): void {
    const comment = ": heartbeat\n";
    if (this.#isBehind) this.write(`${comment}\n`, this.#told);
    else this.write(`${comment}${withId("\n", position)}`, position);
  }

  /** Ends the stream, and says why. */
  end(why: RaeError): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { response, clock } = this.#options;
    endStream(response, withId(closedFrame(why), this.#told), clock);
  }

  #nextPiece(): string | undefined {
    const { frameOfBox, frameOfDevice, frameOfLease } = this.#options;
    const { reader } = this;
    const boxIds = this.#boxes.take(pieceSize);
    if (boxIds.length > 0) return this.#joined(boxIds.map((id) => frameOfBox(id, reader)));
    const leaseIds = this.#leases.take(pieceSize);
    if (leaseIds.length > 0) return this.#joined(leaseIds.map((id) => frameOfLease(id, reader)));
    const sessionIds = this.#sessions.take(pieceSize);
    if (sessionIds.length === 0) return undefined;
    return this.#joined(sessionIds.map((id) => frameOfDevice(id, reader)));
  }

  #joined(frames: readonly (Frame | undefined)[]): string {
    return frames.map((each) => (each === undefined ? "" : withId(each, this.#told))).join("");
  }

  /** A client that takes nothing at all for this long is as good as gone. */
  async #drained(): Promise<void> {
    const { response, clock, drainMs } = this.#options;
    const closed = new AbortController();
    const onClose = () => closed.abort();
    response.once("close", onClose);
    try {
      await withDeadline(
        clock,
        drainMs,
        "sending events",
        (signal) => once(response, "drain", { signal }),
        closed.signal,
      );
    } catch {
      this.#cutOff();
    } finally {
      response.off("close", onClose);
    }
  }

  #cutOff(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { response, onSlow } = this.#options;
    onSlow(response.writableLength);
    response.destroy();
  }
}
