import type { Observation } from "@rae/driver";
import { type Attribute, type AttributeValue, sameAttributeValue } from "@rae/protocol";
import type { AttributeUpdate } from "../sessions/connection-state.ts";
import { keyAttributes } from "./face-attributes.ts";

/** The observation that was taken last, what was seen with it, and when it came last. */
interface Taken {
  readonly observation: Observation;
  readonly seen: Readonly<Record<string, AttributeValue>>;
  atMs: number;
}

/**
 * What one face last said. A session with several faces shows for each attribute what the face said
 * whose word changed last: two faces that differ for good (a wired and a wireless MAC) would
 * otherwise make an event at every probe.
 */
export class FaceReport {
  readonly #said = new Map<string, Attribute>();
  #last: Taken | undefined;

  /**
   * What is new in an observation, against what this face said before, and all that was seen with it. Of the very observation that was
   * taken last, only the time is noted.
   */
  take(observation: Observation, nowMs: number): AttributeUpdate & Pick<Taken, "seen"> {
    if (this.#last?.observation === observation) {
      this.#last.atMs = nowMs;
      return { set: {}, remove: [], seen: this.#last.seen };
    }
    this.#noteTimes();
    const { attributes, removed = [], recalled = [], keys } = observation;
    const old = new Set(recalled);
    const set: Record<string, AttributeValue> = {};
    for (const [name, value] of Object.entries(attributes)) {
      const before = this.#said.get(name);
      const isAsBefore = before !== undefined && sameAttributeValue(before.value, value);
      if (isAsBefore && old.has(name)) continue;
      this.#said.set(name, { value, observedAtMs: nowMs });
      if (!isAsBefore) set[name] = value;
    }
    const all = Object.entries({ ...keyAttributes(keys), ...attributes });
    const seen = Object.fromEntries(all.filter(([name]) => !old.has(name)));
    const remove = removed.filter((name) => this.#said.delete(name));
    this.#last = { observation, seen, atMs: nowMs };
    return { set, remove, seen };
  }

  /** All that the face says now. */
  get values(): Readonly<Record<string, AttributeValue>> {
    return Object.fromEntries([...this.#said].map(([name, { value }]) => [name, value]));
  }

  /** What the face says now of one attribute. */
  value(name: string): AttributeValue | undefined {
    return this.#said.get(name)?.value;
  }

  /** When the face last said each of it. */
  get times(): Readonly<Record<string, number>> {
    this.#noteTimes();
    return Object.fromEntries(
      [...this.#said].map(([name, { observedAtMs }]) => [name, observedAtMs]),
    );
  }

  #noteTimes(): void {
    if (this.#last === undefined) return;
    const { observation, seen, atMs } = this.#last;
    for (const name of Object.keys(observation.attributes)) {
      const said = this.#said.get(name);
      if (said !== undefined && Object.hasOwn(seen, name)) {
        this.#said.set(name, { ...said, observedAtMs: atMs });
      }
    }
  }
}
