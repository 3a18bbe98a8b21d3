import { defaultTenant } from "./access/principal.ts";
import { isNewerBox, isNewerGateway } from "./box-order.ts";
import type { BoxRecord, GatewayRecord } from "./box-record.ts";
import { IdOrder } from "./fleet-index-order.ts";
import type { Flow } from "./flow.ts";
import { type BoxPresence, boxPresenceOf } from "./presence.ts";

/** A box as it shows. It has no record while only its devices have been heard of. */
export interface BoxRow {
  readonly boxId: string;
  readonly record: BoxRecord | undefined;
  readonly presence: BoxPresence;
  /** When the presence became what it is; while it is unknown, when the box was last heard through its gateway. */
  readonly sinceMs: number | undefined;
  /** Whose it is; undefined while that is not known. */
  readonly tenant: string | undefined;
}

/** Boxes and gateways of the index, with the presence that follows from both and from the time. */
export class BoxTable {
  readonly #rows = new Map<string, BoxRow>();
  readonly #order = new IdOrder();
  readonly #gateways = new Map<string, GatewayRecord>();
  readonly #flow: Flow;
  readonly #sessions = new Map<string, Set<string>>();

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  get(boxId: string): BoxRow | undefined {
    return this.#rows.get(boxId);
  }

  /** Ids behind `after`, in order. */
  ids(after: string | undefined): Iterable<string> {
    return this.#order.walk(after, false);
  }

  sessionsOf(boxId: string): ReadonlySet<string> {
    return this.#sessions.get(boxId) ?? noSessions;
  }

  addSession(boxId: string, sessionId: string, nowMs: number): BoxRow {
    const sessions = this.#sessions.get(boxId);
    if (sessions === undefined) this.#sessions.set(boxId, new Set([sessionId]));
    else sessions.add(sessionId);
    return this.get(boxId) ?? this.#put(boxId, undefined, nowMs);
  }

  deleteSession(boxId: string, sessionId: string): void {
    this.#sessions.get(boxId)?.delete(sessionId);
  }

  /** Takes a record; undefined if it is not newer than what is held. */
  setBox(record: BoxRecord, nowMs: number): BoxRow | undefined {
    const held = this.#rows.get(record.boxId)?.record;
    if (held !== undefined && !isNewerBox(record, held)) return undefined;
    return this.#put(record.boxId, record, nowMs);
  }

  gateways(): Iterable<GatewayRecord> {
    return this.#gateways.values();
  }

  setGateway(record: GatewayRecord): void {
    if (record.isAggregator) {
      this.#flow.heard(record.aliveAtMs);
      return;
    }
    const held = this.#gateways.get(record.gatewayId);
    if (held === undefined || isNewerGateway(record, held)) {
      this.#gateways.set(record.gatewayId, record);
    }
  }

  /** Judges every presence anew; returns the boxes whose presence became another. */
  judge(nowMs: number): readonly BoxRow[] {
    const changed: BoxRow[] = [];
    for (const row of this.#rows.values()) {
      const next = this.#judged(row.boxId, row.record, nowMs);
      if (samePresence(next.presence, row.presence)) continue;
      this.#rows.set(row.boxId, next);
      changed.push(next);
    }
    return changed;
  }

  #put(boxId: string, record: BoxRecord | undefined, nowMs: number): BoxRow {
    const row = this.#judged(boxId, record, nowMs);
    this.#rows.set(boxId, row);
    this.#order.add(boxId);
    return row;
  }

  #judged(boxId: string, record: BoxRecord | undefined, nowMs: number): BoxRow {
    const gateway = record === undefined ? undefined : this.#gateways.get(record.gatewayId);
    const presence = boxPresenceOf(record, gateway, this.#flow.listening(nowMs));
    const tenant = record === undefined ? undefined : (record.tenant ?? defaultTenant);
    return { boxId, record, presence, sinceMs: sinceOf(presence, record, gateway), tenant };
  }
}

const noSessions: ReadonlySet<string> = new Set();

function samePresence(a: BoxPresence, b: BoxPresence): boolean {
  return a.state === b.state && a.reason === b.reason;
}

function sinceOf(
  presence: BoxPresence,
  box: BoxRecord | undefined,
  gateway: GatewayRecord | undefined,
): number | undefined {
  if (box === undefined || presence.state !== "unknown") return box?.sinceMs;
  return Math.max(box.sinceMs, box.statusReceivedAtMs, gateway?.aliveAtMs ?? 0);
}
