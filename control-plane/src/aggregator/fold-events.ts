import {
  type BoxEvent,
  type DeviceEvent,
  isDeviceEvent,
  type PresenceEvent,
  type RosterEvent,
} from "@rae/protocol";
import type { Poison } from "@rae/stream";
import { isClockSuspect } from "../core/clock-suspect.ts";
import { foldBox, type RefusedBirth } from "../core/fold-box.ts";
import { foldDevice } from "../core/fold-device.ts";
import { foldRoster } from "../core/fold-roster.ts";
import { resyncOf, type SessionResync } from "../core/session-resync.ts";
import type { HistoryEntry } from "../ports/history.ts";
import type { Received } from "./decode-records.ts";
import type { WorkingSet } from "./working-set.ts";

/** What the fold found out about healing, in the order in which it did. */
export type FoldNote =
  | { readonly kind: "need"; readonly resync: SessionResync }
  | { readonly kind: "healed"; readonly boxId: string; readonly sessionId: string }
  | {
      readonly kind: "roster";
      readonly boxId: string;
      readonly resyncs: readonly SessionResync[];
    }
  | { readonly kind: "refused"; readonly birth: RefusedBirth }
  | { readonly kind: "accepted"; readonly boxId: string }
  | { readonly kind: "presence"; readonly boxId: string; readonly isPresent: boolean };

export interface EventsFold {
  readonly entries: readonly HistoryEntry[];
  readonly notes: readonly FoldNote[];
  readonly poison: readonly Poison[];
  /** Events that changed a record, and those that did not. */
  readonly applied: number;
  readonly ignored: number;
}

/** Folds events in the order of the log into the working set, which must hold all records that they touch. */
export function foldEvents(events: readonly Received<BoxEvent>[], set: WorkingSet): EventsFold {
  const fold = new EventFolding(set);
  for (const each of events) fold.take(each);
  return fold;
}

class EventFolding implements EventsFold {
  readonly entries: HistoryEntry[] = [];
  readonly notes: FoldNote[] = [];
  readonly poison: Poison[] = [];
  applied = 0;
  ignored = 0;
  readonly #set: WorkingSet;

  constructor(set: WorkingSet) {
    this.#set = set;
  }

  take(received: Received<BoxEvent>): void {
    const event = received.message;
    if (isDeviceEvent(event)) {
      this.#takeDeviceEvent(event, received);
      return;
    }
    switch (event.kind) {
      case "Roster":
        this.#takeRoster(event, received);
        break;
      case "unknown-box-event":
        this.ignored += 1;
        break;
      default:
        this.#takePresence(event, received);
    }
  }

  #takeDeviceEvent(event: DeviceEvent, { record: logged, receipt }: Received<BoxEvent>): void {
    const { boxId, sessionId } = event;
    const before = this.#set.reach(sessionId);
    if (before !== undefined && before.boxId !== boxId) {
      const reason = `the session ${sessionId} is of another box`;
      this.poison.push({ record: logged, code: "box-id-mismatch", reason });
      return;
    }
    this.entries.push(entryOf(event, receipt.receivedAtMs, logged.value ?? noBytes));
    const after = foldDevice(before, event, receipt);
    if (event.kind === "Detached") this.notes.push({ kind: "healed", boxId, sessionId });
    if (after === before) {
      this.ignored += 1;
      return;
    }
    this.applied += 1;
    this.#set.putDevice(after);
    if (after.stale && after.ended === undefined) {
      this.notes.push({ kind: "need", resync: resyncOf(after) });
    } else if (event.kind === "Snapshot") {
      this.notes.push({ kind: "healed", boxId, sessionId });
    }
  }

  #takePresence(event: PresenceEvent, { receipt }: Received<BoxEvent>): void {
    const before = this.#set.box(event.boxId);
    const registryIds = this.#set.registriesOf(event.boxId);
    const { record: after, refused } = foldBox(before, event, receipt, registryIds);
    if (refused !== undefined) this.notes.push({ kind: "refused", birth: refused });
    else if (event.kind === "Birth") this.notes.push({ kind: "accepted", boxId: event.boxId });
    if (after === before || after === undefined) {
      this.ignored += 1;
      return;
    }
    this.applied += 1;
    this.#set.putBox(after);
    if (event.kind === "Status") return;
    const isPresent = after.presence === "present";
    this.notes.push({ kind: "presence", boxId: after.boxId, isPresent });
  }

  #takeRoster(event: RosterEvent, { receipt }: Received<BoxEvent>): void {
    const box = this.#set.box(event.boxId);
    const fold = foldRoster(box, event, this.#set.devicesOfBox(event.boxId), receipt.receivedAtMs);
    if (fold === undefined) {
      this.ignored += 1;
      return;
    }
    this.applied += 1;
    this.#set.putBox(fold.box);
    for (const record of fold.ended) this.#set.putDevice(record);
    this.notes.push({ kind: "roster", boxId: event.boxId, resyncs: fold.resyncs });
  }
}

// Only for the type: what was decoded has a value.
const noBytes = new Uint8Array(0);

function entryOf(event: DeviceEvent, receivedAtMs: number, payload: Uint8Array): HistoryEntry {
  return {
    sessionId: event.sessionId,
    boxId: event.boxId,
    revision: event.revision,
    slot: event.kind === "Snapshot" ? "snapshot" : "change",
    kind: event.kind === "unknown" ? `unknown:${event.kindNumber}` : event.kind,
    observedAtMs: event.observedAtMs,
    receivedAtMs,
    clockSuspect: isClockSuspect({ observedAtMs: event.observedAtMs, receivedAtMs }),
    payload,
  };
}
