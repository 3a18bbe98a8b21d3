import type { BoxRecord } from "../core/box-record.ts";
import { ResyncPlanner } from "../core/resync-planner.ts";
import type { SessionResync } from "../core/session-resync.ts";
import type { FoldNote } from "./fold-events.ts";

/** What the boxes of one partition of events must tell anew, during one assignment. */
export class PartitionNeeds {
  readonly planner = new ResyncPlanner();
  readonly #present = new Map<string, boolean>();
  /** Sessions whose need was found in the stores at the assignment, and not in the fold since. */
  readonly #found = new Set<string>();

  isPresent(boxId: string): boolean {
    return this.#present.get(boxId) ?? false;
  }

  /** Whether the need may have healed before, unseen here. */
  isUnproven({ sessionId }: SessionResync): boolean {
    return this.#found.has(sessionId);
  }

  /** What the history has of a box, with what it owed when the assignment before this one ended. */
  boxFound({ boxId, presence, roster }: BoxRecord): void {
    if (!this.#present.has(boxId)) this.#present.set(boxId, presence === "present");
    for (const resync of roster?.owed ?? []) this.needFound(resync);
  }

  /** A need that the history has. */
  needFound(resync: SessionResync): void {
    this.#found.add(resync.sessionId);
    this.planner.need(resync);
  }

  /** What the fold found out, once that is durable. */
  take(note: FoldNote): void {
    switch (note.kind) {
      case "need":
        this.#found.delete(note.resync.sessionId);
        this.planner.need(note.resync);
        break;
      case "healed":
        this.healed(note.boxId, note.sessionId);
        break;
      case "roster":
        for (const { sessionId } of note.resyncs) this.#found.delete(sessionId);
        this.planner.replace(note.boxId, note.resyncs);
        break;
      case "refused":
        this.planner.refuse(note.birth);
        break;
      case "presence":
        this.#present.set(note.boxId, note.isPresent);
        break;
      case "accepted":
        this.planner.accepted(note.boxId);
    }
  }

  healed(boxId: string, sessionId: string): void {
    this.#found.delete(sessionId);
    this.planner.healed(boxId, sessionId);
  }
}
