import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { type Clock, withDeadline } from "@rae/kit";
import type { DeviceFilter } from "../../core/fleet-index-filter.ts";
import type { Touched } from "./event-journal.ts";

/** Ids sent in one piece while a client catches up. */
const pieceSize = 100;

export interface EventClientOptions {
  readonly response: ServerResponse;
  readonly filter: DeviceFilter;
  readonly limitBytes: number;
  readonly clock: Clock;
  readonly drainMs: number;
  /** Event of a device or box as it is now; undefined if the client need not know. */
  readonly frameOfDevice: (sessionId: string, filter: DeviceFilter) => string | undefined;
  readonly frameOfBox: (boxId: string, filter: DeviceFilter) => string | undefined;
  readonly onSlow: () => void;
}

/**
 * One reader of the event stream. While it catches up it is behind: what changes is only remembered by id, once however often it
 * changes, and sent as it is by then, as fast as the client reads. Then it is live and gets each change as it happens.
 */
export class EventClient {
  readonly #options: EventClientOptions;
  readonly #sessionIds = new Set<string>();
  readonly #boxIds = new Set<string>();
  #isBehind = false;
  #isClosed = false;

  constructor(options: EventClientOptions) {
    this.#options = options;
    options.response.on("close", () => {
      this.#isClosed = true;
    });
  }

  get filter(): DeviceFilter {
    return this.#options.filter;
  }

  get isBehind(): boolean {
    return this.#isBehind;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Remembers what the client has to be told once it comes to it. */
  add(touched: Touched): void {
    for (const id of touched.sessionIds) this.#sessionIds.add(id);
    for (const id of touched.boxIds) this.#boxIds.add(id);
  }

  /** From now on changes are only remembered, until `catchUp` has told them. */
  fallBehind(): void {
    this.#isBehind = true;
  }

  /** Sends all that is remembered, boxes first, and what comes to it meanwhile; then the client is live. */
  async catchUp(onLive: () => void): Promise<void> {
    while (!this.#isClosed && this.#isBehind) {
      const piece = this.#nextPiece();
      if (piece === undefined) {
        this.#isBehind = false;
        onLive();
      } else if (piece !== "" && !this.#options.response.write(piece)) {
        await this.#drained();
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
    this.#sessionIds.clear();
    this.#boxIds.clear();
  }

  write(text: string): void {
    if (this.#isClosed || text === "") return;
    const { response, limitBytes } = this.#options;
    response.write(text);
    if (response.writableLength > limitBytes) this.#giveUp();
  }

  end(): void {
    if (!this.#isClosed) this.#options.response.end();
    this.#isClosed = true;
  }

  #nextPiece(): string | undefined {
    if (this.#boxIds.size === 0 && this.#sessionIds.size === 0) return undefined;
    const { filter, frameOfBox, frameOfDevice } = this.#options;
    const frames: string[] = [];
    for (const id of taken(this.#boxIds)) frames.push(frameOfBox(id, filter) ?? "");
    for (const id of taken(this.#sessionIds)) frames.push(frameOfDevice(id, filter) ?? "");
    return frames.join("");
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
      this.#giveUp();
    } finally {
      response.off("close", onClose);
    }
  }

  #giveUp(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#options.onSlow();
    this.#options.response.destroy();
  }
}

function taken(ids: Set<string>): readonly string[] {
  const piece: string[] = [];
  for (const id of ids) {
    if (piece.length === pieceSize) break;
    piece.push(id);
    ids.delete(id);
  }
  return piece;
}
