import type { ViewPosition } from "../../ports/fleet-view.ts";
import type { FleetStep } from "../fleet-watch.ts";
import { type ChangeList, LastChanges, type Missed } from "./last-changes.ts";

/** Devices, boxes and leases that changed. */
export interface Touched {
  readonly sessionIds: readonly string[];
  readonly boxIds: readonly string[];
  readonly leaseIds: readonly string[];
}

/** What changed behind a position: most of it in lists that all who resume share, and the newest. */
export interface Since {
  readonly missed: Missed;
  readonly newest: Touched;
}

const nothing: Touched = { sessionIds: [], boxIds: [], leaseIds: [] };
/** Lists are made again when so much has changed since. */
const newestMax = 1_000;

/** Ids of what a step changed. */
export function touchedBy({ effects }: FleetStep): Touched {
  if (effects.length === 0) return nothing;
  const sessionIds: string[] = [];
  const boxIds: string[] = [];
  const leaseIds: string[] = [];
  for (const effect of effects) {
    if (effect.kind === "box") boxIds.push(effect.box.boxId);
    else if (effect.kind === "device") sessionIds.push(effect.after.record.sessionId);
    else if (effect.kind === "lease") leaseIds.push(effect.after.leaseId);
    else sessionIds.push(effect.record.sessionId);
  }
  return { sessionIds, boxIds, leaseIds };
}

interface Lists {
  readonly boxes: ChangeList;
  readonly sessions: ChangeList;
  readonly leases: ChangeList;
  readonly newest: {
    readonly sessionIds: string[];
    readonly boxIds: string[];
    readonly leaseIds: string[];
  };
}

/** Which devices, boxes and leases changed behind each of the newest positions: what a client has to be told when it resumes there. */
export class EventJournal {
  readonly #limit: number;
  /** In the order of the numbers. */
  readonly #numbers = new Map<ViewPosition, number>();
  readonly #boxes = new LastChanges();
  readonly #sessions = new LastChanges();
  readonly #leases = new LastChanges();
  #next = 0;
  #lists: Lists | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Forgets everything; resuming is possible from `position` on. */
  reset(position: ViewPosition): void {
    this.#numbers.clear();
    this.#boxes.clear();
    this.#sessions.clear();
    this.#leases.clear();
    this.#lists = undefined;
    this.append({ position, effects: [] });
  }

  append(step: FleetStep): void {
    const number = this.#next;
    this.#next += 1;
    const touched = touchedBy(step);
    const { sessionIds, boxIds, leaseIds } = touched;
    for (const id of boxIds) this.#boxes.add(id, number);
    for (const id of sessionIds) this.#sessions.add(id, number);
    for (const id of leaseIds) this.#leases.add(id, number);
    if (step.position !== undefined) {
      this.#numbers.delete(step.position);
      this.#numbers.set(step.position, number);
    }
    this.#note(touched);
    this.#trim(number - this.#limit);
  }

  /** Everything that changed behind `position`; undefined if it is not kept. */
  since(position: ViewPosition): Since | undefined {
    const number = this.#numbers.get(position);
    if (number === undefined) return undefined;
    this.#lists ??= {
      boxes: this.#boxes.list(),
      sessions: this.#sessions.list(),
      leases: this.#leases.list(),
      newest: { sessionIds: [], boxIds: [], leaseIds: [] },
    };
    const { boxes, sessions, leases, newest } = this.#lists;
    const after = number + 1;
    return {
      missed: {
        boxes: boxes.since(after),
        sessions: sessions.since(after),
        leases: leases.since(after),
      },
      newest: {
        sessionIds: [...newest.sessionIds],
        boxIds: [...newest.boxIds],
        leaseIds: [...newest.leaseIds],
      },
    };
  }

  #note({ sessionIds, boxIds, leaseIds }: Touched): void {
    if (this.#lists === undefined) return;
    const { newest } = this.#lists;
    newest.sessionIds.push(...sessionIds);
    newest.boxIds.push(...boxIds);
    newest.leaseIds.push(...leaseIds);
    const count = newest.sessionIds.length + newest.boxIds.length + newest.leaseIds.length;
    if (count > newestMax) this.#lists = undefined;
  }

  #trim(first: number): void {
    if (first <= 0) return;
    for (const [position, number] of this.#numbers) {
      if (number >= first) break;
      this.#numbers.delete(position);
    }
    this.#boxes.forgetBefore(first);
    this.#sessions.forgetBefore(first);
    this.#leases.forgetBefore(first);
  }
}
