import type { ViewPosition } from "../../ports/fleet-view.ts";
import type { FleetStep } from "../fleet-watch.ts";
import { type ChangeList, LastChanges, type Missed } from "./last-changes.ts";

/** Devices and boxes that changed. */
export interface Touched {
  readonly sessionIds: readonly string[];
  readonly boxIds: readonly string[];
}

/** What changed behind a position: most of it in lists that all who resume share, and the newest. */
export interface Since {
  readonly missed: Missed;
  readonly newest: Touched;
}

const none: readonly string[] = [];
/** Lists are made again when so much has changed since. */
const newestMax = 1_000;

/** Ids of what a step changed. */
export function touchedBy({ effects }: FleetStep): Touched {
  if (effects.length === 0) return { sessionIds: none, boxIds: none };
  const sessionIds: string[] = [];
  const boxIds: string[] = [];
  for (const effect of effects) {
    if (effect.kind === "box") boxIds.push(effect.box.boxId);
    else if (effect.kind === "device") sessionIds.push(effect.after.record.sessionId);
    else if (effect.kind === "device-ended") sessionIds.push(effect.record.sessionId);
  }
  return { sessionIds, boxIds };
}

interface Lists {
  readonly boxes: ChangeList;
  readonly sessions: ChangeList;
  readonly newest: { readonly sessionIds: string[]; readonly boxIds: string[] };
}

/** Which devices and boxes changed behind each of the newest positions: what a client has to be told when it resumes there. */
export class EventJournal {
  readonly #limit: number;
  /** In the order of the numbers. */
  readonly #numbers = new Map<ViewPosition, number>();
  readonly #boxes = new LastChanges();
  readonly #sessions = new LastChanges();
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
    this.#lists = undefined;
    this.append({ position, effects: [] });
  }

  append(step: FleetStep): void {
    const number = this.#next;
    this.#next += 1;
    const { sessionIds, boxIds } = touchedBy(step);
    for (const id of boxIds) this.#boxes.add(id, number);
    for (const id of sessionIds) this.#sessions.add(id, number);
    if (step.position !== undefined) {
      this.#numbers.delete(step.position);
      this.#numbers.set(step.position, number);
    }
    this.#note({ sessionIds, boxIds });
    this.#trim(number - this.#limit);
  }

  /** Everything that changed behind `position`; undefined if it is not kept. */
  since(position: ViewPosition): Since | undefined {
    const number = this.#numbers.get(position);
    if (number === undefined) return undefined;
    this.#lists ??= {
      boxes: this.#boxes.list(),
      sessions: this.#sessions.list(),
      newest: { sessionIds: [], boxIds: [] },
    };
    const { boxes, sessions, newest } = this.#lists;
    return {
      missed: { boxes: boxes.since(number + 1), sessions: sessions.since(number + 1) },
      newest: { sessionIds: [...newest.sessionIds], boxIds: [...newest.boxIds] },
    };
  }

  #note({ sessionIds, boxIds }: Touched): void {
    if (this.#lists === undefined) return;
    const { newest } = this.#lists;
    newest.sessionIds.push(...sessionIds);
    newest.boxIds.push(...boxIds);
    if (newest.sessionIds.length + newest.boxIds.length > newestMax) this.#lists = undefined;
  }

  #trim(first: number): void {
    if (first <= 0) return;
    for (const [position, number] of this.#numbers) {
      if (number >= first) break;
      this.#numbers.delete(position);
    }
    this.#boxes.forgetBefore(first);
    this.#sessions.forgetBefore(first);
  }
}
