import { TextIndex } from "./text-index.ts";

/** More are not named: what floods a box would fill the record of every session. */
const maxNamed = 16;

/**
 * Sessions that show the same mark (MAC, serial number, ESN, USN): maybe faces of one device that the lab file does not name yet. They
 * are flagged and never merged.
 */
export class PossibleDuplicates {
  readonly #index = new TextIndex<string>();

  /** Notes what a session shows now, nothing if no face serves it; the sessions whose others may have changed by it. */
  note(sessionId: string, marks: readonly string[]): ReadonlySet<string> {
    const before = this.#index.textsOf(sessionId);
    if (before.length === marks.length && marks.every((mark) => before.includes(mark))) {
      return new Set();
    }
    const touched = [...before, ...marks].flatMap((mark) => [...this.#index.with(mark)]);
    this.#index.set(sessionId, marks);
    return new Set([sessionId, ...touched]);
  }

  /** The sessions that share a mark with this one, in order. */
  of(sessionId: string): readonly string[] {
    const sharing = this.#index.textsOf(sessionId).flatMap((mark) => [...this.#index.with(mark)]);
    const others = [...new Set(sharing)].filter((other) => other !== sessionId);
    return others.toSorted().slice(0, maxNamed);
  }
}
