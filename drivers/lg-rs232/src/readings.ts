import { type AttributeValue, type Clock, sideQuery, toRaeError } from "@rae/driver";
import { inputName } from "./keys.ts";
import type { LgLine } from "./lg-line.ts";

/** What can be read of a set that is on, beside its power. */
const readings = {
  kf: ["audio.volume", (data: number): AttributeValue => data],
  // The manual counts volume, not muting: 00 is "volume mute on", 01 "volume mute off".
  ke: ["audio.muted", (data: number): AttributeValue => data === 0],
  xb: ["video.input", (data: number): AttributeValue => inputName(data)],
} as const;

export type Reading = keyof typeof readings;

export interface ReadingsSeen {
  readonly attributes: Record<string, AttributeValue>;
  /** What the set did not say. */
  readonly removed: string[];
}

const letters: readonly Reading[] = ["kf", "ke", "xb"];

/** A set that has told its power answers in moments; three readings that fail still leave a probe its time. */
const timeoutMs = 1_000;

/** Readings of one set, each of which may fail without the others. */
export class Readings {
  readonly #line: LgLine;
  readonly #clock: Clock;
  /** Readings that this model has answered, and that it has refused without ever answering, while it was on. */
  readonly #answered = new Set<Reading>();
  readonly #refused = new Set<Reading>();

  constructor(line: LgLine, clock: Clock) {
    this.#line = line;
    this.#clock = clock;
  }

  /** Names of the attributes that they give. */
  get names(): readonly string[] {
    return letters.map((each) => readings[each][0]);
  }

  /** Reads all, or those that are named. @throws DriverError `link-unavailable`. */
  async read(signal: AbortSignal, which: readonly Reading[] = letters): Promise<ReadingsSeen> {
    const seen: ReadingsSeen = { attributes: {}, removed: [] };
    for (const each of which) {
      const [attribute, describe] = readings[each];
      const data = this.#refused.has(each)
        ? undefined
        : await sideQuery(this.#clock, timeoutMs, signal, (end) => this.#readOne(each, end));
      if (data === undefined) seen.removed.push(attribute);
      else seen.attributes[attribute] = describe(data);
    }
    return seen;
  }

  /** The set goes to standby: what it refused may be offered when it is on again. */
  forget(): void {
    this.#refused.clear();
  }

  async #readOne(each: Reading, signal: AbortSignal): Promise<number> {
    try {
      const data = await this.#line.read(each, signal);
      this.#answered.add(each);
      return data;
    } catch (error) {
      const isRefused = toRaeError(error).code === "refused";
      if (isRefused && !this.#answered.has(each)) this.#refused.add(each);
      throw error;
    }
  }
}
