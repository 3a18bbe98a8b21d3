import { type BoxEvent, encodeBoxEvent, type RevisionRange } from "@rae/protocol";
import type { SessionChange, StoredSession } from "../core/sessions/stored-session.ts";
import type { Numbers } from "./numbers.ts";
import type { OutboxKind, OutboxTable } from "./outbox-table.ts";
import type { SessionTable } from "./session-table.ts";

const outboxKinds = {
  Attached: "attached",
  AttributesChanged: "delta",
  Snapshot: "snapshot",
  Detached: "detached",
} as const satisfies Record<SessionChange["kind"], OutboxKind>;

type WithoutOrigin<E> = E extends BoxEvent
  ? Omit<E, "boxId" | "registryId" | "connection" | "sequence" | "observedAtMs">
  : never;

/** Appends events to the outbox, each with its place in the registry's order, and keeps the outbox under its limit. */
export class EventLog {
  readonly #boxId: string;
  readonly #limitBytes: number;
  readonly #nowMs: () => number;
  readonly #numbers: Numbers;
  readonly #sessions: SessionTable;
  readonly #outbox: OutboxTable;

  constructor(
    parts: { numbers: Numbers; sessions: SessionTable; outbox: OutboxTable },
    options: { boxId: string; limitBytes: number; nowMs: () => number },
  ) {
    this.#numbers = parts.numbers;
    this.#sessions = parts.sessions;
    this.#outbox = parts.outbox;
    this.#boxId = options.boxId;
    this.#limitBytes = options.limitBytes;
    this.#nowMs = options.nowMs;
  }

  append(session: StoredSession, change: SessionChange): void {
    const { sessionId, revision, attributes } = session;
    const at = { sessionId, revision };
    switch (change.kind) {
      case "Attached":
      case "Snapshot":
        this.#append({ ...at, kind: change.kind, attributes });
        break;
      case "AttributesChanged":
        this.#append({ ...at, ...change }, { from: revision, to: revision });
        break;
      case "Detached":
        this.#append({ ...at, ...change });
    }
    this.#shed();
  }

  appendRoster(): void {
    this.#outbox.dropUnsentRosters();
    this.#append({ kind: "Roster", sessions: this.#sessions.roster() });
    this.#shed();
  }

  // A session's unsent deltas give way to one snapshot at the tail; it names them, so that history shows the hole. Where nothing
  // can be replaced the outbox grows over its limit: what is left are attachments, departures and outcomes, which are never shed.
  #shed(): void {
    const tried = new Set<string>();
    while (this.#outbox.bytes > this.#limitBytes) {
      const sessionId = this.#outbox.largestReplaceable((id) => !tried.has(id));
      if (sessionId === undefined) return;
      tried.add(sessionId);
      // A session that has ended has no state left to take a snapshot of.
      const session = this.#sessions.find(sessionId);
      const removed = session && this.#outbox.removeReplaceable(sessionId);
      if (session === undefined || removed === undefined) continue;
      const { revision, attributes } = session;
      const supersedes = removed.range === undefined ? {} : { supersedes: removed.range };
      this.#append(
        { kind: "Snapshot", sessionId, revision, attributes, ...supersedes },
        removed.range,
      );
      this.#numbers.addSuperseded(removed.deltas);
    }
  }

  #append(event: WithoutOrigin<BoxEvent>, deltas?: RevisionRange): void {
    const whole = {
      ...event,
      boxId: this.#boxId,
      registryId: this.#numbers.registryId,
      connection: this.#numbers.connection,
      sequence: this.#numbers.nextSequence(),
      observedAtMs: this.#nowMs(),
    } as BoxEvent;
    const kind =
      event.kind in outboxKinds ? outboxKinds[event.kind as SessionChange["kind"]] : "roster";
    this.#outbox.append({
      lane: "events",
      kind,
      sessionId: "sessionId" in event ? event.sessionId : "",
      ...(deltas === undefined ? {} : { deltas }),
      payload: encodeBoxEvent(whole),
    });
  }
}
