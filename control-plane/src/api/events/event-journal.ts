import type { ViewPosition } from "../../ports/fleet-view.ts";
import type { FleetStep } from "../fleet-watch.ts";

/** Devices and boxes that changed. */
export interface Touched {
  readonly sessionIds: Iterable<string>;
  readonly boxIds: Iterable<string>;
}

interface Entry {
  readonly position: ViewPosition | undefined;
  readonly sessionIds: readonly string[];
  readonly boxIds: readonly string[];
}

const none: readonly string[] = [];

/** Ids of what a step changed. */
export function touchedBy({ effects }: FleetStep): Omit<Entry, "position"> {
  if (effects.length === 0) return { sessionIds: none, boxIds: none };
  const sessionIds: string[] = [];
  const boxIds: string[] = [];
  for (const effect of effects) {
    if (effect.kind === "box") boxIds.push(effect.box.boxId);
    else if (effect.kind === "device") sessionIds.push(effect.after.record.sessionId);
    else sessionIds.push(effect.record.sessionId);
  }
  return { sessionIds, boxIds };
}

/** Which devices and boxes changed behind each of the newest positions: what a client has to be told when it resumes there. */
export class EventJournal {
  readonly #limit: number;
  #entries: Entry[] = [];
  /** Number of the first entry kept. */
  #firstNumber = 0;
  readonly #numbers = new Map<ViewPosition, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Forgets everything; resuming is possible from `position` on. */
  reset(position: ViewPosition): void {
    this.#firstNumber += this.#entries.length;
    this.#entries = [];
    this.#numbers.clear();
    this.#add({ position, sessionIds: none, boxIds: none });
  }

  append(step: FleetStep): void {
    this.#add({ position: step.position, ...touchedBy(step) });
  }

  /** Everything that changed behind `position`; undefined if it is not kept. */
  since(position: ViewPosition): Touched | undefined {
    const number = this.#numbers.get(position);
    if (number === undefined) return undefined;
    const newer = this.#entries.slice(number + 1 - this.#firstNumber);
    return {
      sessionIds: new Set(newer.flatMap((entry) => entry.sessionIds)),
      boxIds: new Set(newer.flatMap((entry) => entry.boxIds)),
    };
  }

  #add(entry: Entry): void {
    if (entry.position !== undefined) {
      this.#numbers.set(entry.position, this.#firstNumber + this.#entries.length);
    }
    this.#entries.push(entry);
    // Cut in large pieces, so that adding stays cheap.
    if (this.#entries.length < this.#limit * 1.25) return;
    const cut = this.#entries.splice(0, this.#entries.length - this.#limit);
    const lastCut = this.#firstNumber + cut.length;
    for (const { position } of cut) {
      const number = position === undefined ? undefined : this.#numbers.get(position);
      if (position !== undefined && number !== undefined && number < lastCut) {
        this.#numbers.delete(position);
      }
    }
    this.#firstNumber = lastCut;
  }
}
