import type { DeviceRow } from "../fleet-index-row.ts";
import { Candidates, type DeviceChoice } from "./choose-devices.ts";
import {
  type FailedRequirement,
  firstFailed,
  type Requirement,
  type Requirements,
} from "./requirements.ts";

export interface FleetMatchOptions {
  /** What is not available fails `availability`. */
  readonly availableOnly: boolean;
  /** Devices and failures beyond this many are only counted. */
  readonly limit: number;
  /** Which set is wanted. */
  readonly choice: DeviceChoice;
}

const availability: Requirement = {
  name: "availability",
  holds: ({ availability: { word } }) => word === "available",
  reason: ({ availability: { word, reason } }) => reason ?? `is ${word}`,
};

/** Which devices meet requirements, and which requirement each of the others fails: the first one, in their order. */
export class FleetMatch {
  readonly devices: DeviceRow[] = [];
  readonly failures: (FailedRequirement & { readonly row: DeviceRow })[] = [];
  /** How many devices fail at each requirement. */
  readonly failed = new Map<string, number>();
  #matching = 0;
  readonly #available: Candidates;
  readonly #requirements: Requirements;
  readonly #options: FleetMatchOptions;

  constructor(requirements: Requirements, options: FleetMatchOptions) {
    this.#requirements = requirements;
    this.#options = options;
    this.#available = new Candidates(options.choice);
  }

  /** Devices that meet the requirements. */
  get matching(): number {
    return this.#matching;
  }

  /** How many of them are available now. */
  get available(): number {
    return this.#available.size;
  }

  add(row: DeviceRow): void {
    const { availableOnly, limit } = this.#options;
    const isAvailable = availability.holds(row);
    const failed =
      firstFailed(this.#requirements, row) ??
      (availableOnly && !isAvailable ? availability : undefined);
    if (failed === undefined) {
      this.#matching += 1;
      if (isAvailable) this.#available.add(row);
      if (this.devices.length < limit) this.devices.push(row);
      return;
    }
    const { name } = failed;
    this.failed.set(name, (this.failed.get(name) ?? 0) + 1);
    if (this.failures.length >= limit) return;
    this.failures.push({ requirement: name, reason: failed.reason(row), row });
  }

  /** A set that could be had now; undefined if there is none. */
  choose(random: () => number): readonly DeviceRow[] | undefined {
    return this.#available.choose(random);
  }
}
