import type { Observation } from "@rae/driver";
import { type Attribute, type AttributeValue, sameAttributeValue } from "@rae/protocol";
import type { AttributeUpdate } from "../sessions/connection-state.ts";
import { keyAttributes } from "./face-attributes.ts";

/**
 * What one face last said. A session with several faces shows for each attribute what the face said
 * whose word changed last: two faces that differ for good (a wired and a wireless MAC) would
 * otherwise make an event at every probe.
 */
export class FaceReport {
  readonly #said = new Map<string, Attribute>();

  /** What is new in an observation, against what this face said before, and all that was seen with it. */
  take(observation: Observation, nowMs: number): AttributeUpdate {
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
    const seen = Object.entries({ ...keyAttributes(keys), ...attributes }).filter(
      ([name]) => !old.has(name),
    );
    const remove = removed.filter((name) => this.#said.delete(name));
    return { set, remove, seen: Object.fromEntries(seen) };
  }

  /** All that the face says now. */
  get values(): Readonly<Record<string, AttributeValue>> {
    return Object.fromEntries([...this.#said].map(([name, { value }]) => [name, value]));
  }

  /** When the face last said each of it. */
  get times(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      [...this.#said].map(([name, { observedAtMs }]) => [name, observedAtMs]),
    );
  }
}
