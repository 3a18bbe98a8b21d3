import { eventually } from "@rae/kit/testing";
import { expect } from "vitest";
import type { AnswerBody } from "../answer-body.ts";
import { type ApiLab, bearer } from "../api-lab.ts";

export interface ReadEvent {
  readonly event: string;
  readonly id: string;
  readonly data: AnswerBody;
}

/** A client of the event stream, written from the HTML standard's chapter on server-sent events. */
export class EventReader {
  readonly events: ReadEvent[] = [];
  readonly comments: string[] = [];
  /** As a browser would send it when it connects again. */
  lastEventId = "";
  isEnded = false;
  readonly response: Response;
  readonly #stop: AbortController;
  readonly #onEvent: (event: ReadEvent) => void;

  constructor(response: Response, stop: AbortController, onEvent: (event: ReadEvent) => void) {
    this.response = response;
    this.#stop = stop;
    this.#onEvent = onEvent;
    void this.#read();
  }

  static async open(lab: ApiLab, query = "", lastEventId?: string): Promise<EventReader> {
    return await EventReader.openPath(lab, `/v1/events${query}`, lastEventId);
  }

  static async openPath(lab: ApiLab, path: string, lastEventId?: string): Promise<EventReader> {
    const stop = new AbortController();
    const headers = {
      ...bearer(),
      ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }),
    };
    const response = await fetch(`${lab.url}${path}`, { headers, signal: stop.signal });
    return new EventReader(response, stop, (event) => lab.checkEvent(path, event));
  }

  /** Waits until `count` events are there, and gives them. */
  async take(count: number): Promise<readonly ReadEvent[]> {
    await eventually(() => expect(this.events.length).toBeGreaterThanOrEqual(count));
    return this.events.splice(0, count);
  }

  close(): void {
    this.#stop.abort();
  }

  async #read(): Promise<void> {
    let rest = "";
    try {
      for await (const chunk of this.response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const blocks = (rest + chunk).split("\n\n");
        rest = blocks.pop() ?? "";
        for (const block of blocks) this.#dispatch(block);
      }
    } catch {
      // The test closed it, or the server cut it off: both end the stream.
    }
    this.isEnded = true;
  }

  #dispatch(block: string): void {
    const fields = new Map<string, string>();
    for (const line of block.split("\n")) {
      if (line.startsWith(":")) this.comments.push(line.slice(1).trim());
      else fields.set(line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim());
    }
    this.lastEventId = fields.get("id") ?? this.lastEventId;
    const data = fields.get("data");
    if (data === undefined) return;
    const event = fields.get("event") ?? "message";
    const read = { event, id: this.lastEventId, data: JSON.parse(data) };
    this.events.push(read);
    this.#onEvent(read);
  }
}
