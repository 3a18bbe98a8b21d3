import type { RefusedBirth } from "./fold-box.ts";
import type { SessionResync } from "./session-resync.ts";

const retryAfterMs = 30_000;
const askedMax = 10;
const askedWithinMs = 1000;
const sessionsMax = 100_000;
// So that a box that makes sessions up does not take the room of others.
const sessionsOfBoxMax = 5_000;

/** What to ask of a box now. */
export type Resync =
  | ({ readonly kind: "session" } & SessionResync)
  | ({ readonly kind: "connection" } & RefusedBirth);

interface Need {
  readonly resync: SessionResync;
  issuedAtMs: number | undefined;
}

interface BoxNeeds {
  readonly sessions: Map<string, Need>;
  refused: RefusedBirth | undefined;
  /** Times of the newest requests, oldest first. */
  readonly askedAtMs: number[];
}

/**
 * Decides when boxes are asked to tell a session or their connection anew: one request outstanding for each session, asked
 * again after 30 s, ten a second for each box. What may not be asked now is remembered. Holds state, but no time of its own.
 */
export class ResyncPlanner {
  readonly #boxes = new Map<string, BoxNeeds>();
  #sessions = 0;

  /** Sessions that wait to heal. */
  get size(): number {
    return this.#sessions;
  }

  get isEmpty(): boolean {
    return this.#boxes.size === 0;
  }

  /** Remembers that a session must heal. A request that is outstanding for it stays outstanding. */
  need(resync: SessionResync): void {
    const { sessions } = this.#box(resync.boxId);
    const known = sessions.get(resync.sessionId);
    // Beyond the bound a need is dropped: the next roster of the box, or the next start, finds it again.
    const isFull = this.#sessions >= sessionsMax || sessions.size >= sessionsOfBoxMax;
    if (known === undefined && isFull) return;
    if (known === undefined) this.#sessions += 1;
    sessions.set(resync.sessionId, { resync, issuedAtMs: known?.issuedAtMs });
  }

  /** A roster was held against the view: these are all the needs that its box now has. */
  replace(boxId: string, resyncs: readonly SessionResync[]): void {
    const keep = new Set(resyncs.map((each) => each.sessionId));
    for (const sessionId of [...this.#box(boxId).sessions.keys()]) {
      if (!keep.has(sessionId)) this.healed(boxId, sessionId);
    }
    for (const resync of resyncs) this.need(resync);
  }

  healed(boxId: string, sessionId: string): void {
    if (this.#boxes.get(boxId)?.sessions.delete(sessionId)) this.#sessions -= 1;
  }

  /** A Birth was refused; only the newest of a box counts, and it is answered once. */
  refuse(refused: RefusedBirth): void {
    this.#box(refused.boxId).refused = refused;
  }

  /** A Birth was accepted. */
  accepted(boxId: string): void {
    const box = this.#boxes.get(boxId);
    if (box !== undefined) box.refused = undefined;
  }

  /**
   * What to ask now; it counts as asked. `mayAsk` tells for a box whether it can be asked: `connection` while its partition
   * is read at the head, `all` if besides the box is present.
   */
  due(nowMs: number, mayAsk: (boxId: string) => "nothing" | "connection" | "all"): Resync[] {
    const due: Resync[] = [];
    for (const [boxId, box] of this.#boxes) {
      forgetOld(box.askedAtMs, nowMs);
      if (box.sessions.size === 0 && box.refused === undefined) {
        if (box.askedAtMs.length === 0) this.#boxes.delete(boxId);
        continue;
      }
      const may = mayAsk(boxId);
      if (may === "nothing") continue;
      if (box.refused !== undefined && take(box, nowMs)) {
        due.push({ kind: "connection", ...box.refused });
        box.refused = undefined;
      }
      if (may === "all") takeSessions(box, nowMs, due);
    }
    return due;
  }

  #box(boxId: string): BoxNeeds {
    const known = this.#boxes.get(boxId);
    if (known !== undefined) return known;
    const made: BoxNeeds = { sessions: new Map(), refused: undefined, askedAtMs: [] };
    this.#boxes.set(boxId, made);
    return made;
  }
}

function takeSessions(box: BoxNeeds, nowMs: number, due: Resync[]): void {
  for (const need of box.sessions.values()) {
    const outstanding = need.issuedAtMs !== undefined && nowMs - need.issuedAtMs < retryAfterMs;
    if (outstanding) continue;
    if (!take(box, nowMs)) return;
    need.issuedAtMs = nowMs;
    due.push({ kind: "session", ...need.resync });
  }
}

function take(box: BoxNeeds, nowMs: number): boolean {
  if (box.askedAtMs.length >= askedMax) return false;
  box.askedAtMs.push(nowMs);
  return true;
}

function forgetOld(askedAtMs: number[], nowMs: number): void {
  while (askedAtMs[0] !== undefined && nowMs - askedAtMs[0] >= askedWithinMs) askedAtMs.shift();
}
