import type { DeviceRow } from "../fleet-index-row.ts";
import { type FailedRequirement, firstFailed, type Requirements } from "./requirements.ts";

/** What one device is good for. */
export interface PoolDevice {
  readonly row: DeviceRow;
  readonly meets: readonly string[];
  readonly fails: readonly (FailedRequirement & { readonly name: string })[];
}

/** What the devices together are to one of the named requirements. */
export interface PoolRequirements {
  readonly name: string;
  readonly matching: number;
  readonly available: number;
  /** The first of those that match. */
  readonly devices: readonly DeviceRow[];
}

interface Tally {
  readonly name: string;
  readonly requirements: Requirements;
  readonly devices: DeviceRow[];
  matching: number;
  available: number;
}

/** Which of several named requirements each device meets, and which devices each of them has. */
export class PoolMatch {
  readonly devices: PoolDevice[] = [];
  readonly #tallies: readonly Tally[];
  readonly #limit: number;
  #size = 0;

  /** Devices beyond `limit` are only counted. */
  constructor(named: ReadonlyMap<string, Requirements>, limit: number) {
    this.#limit = limit;
    this.#tallies = [...named].map(([name, requirements]) => ({
      ...{ name, requirements, devices: [], matching: 0, available: 0 },
    }));
  }

  /** Devices that were looked at. */
  get size(): number {
    return this.#size;
  }

  get requirements(): readonly PoolRequirements[] {
    return this.#tallies;
  }

  add(row: DeviceRow): void {
    this.#size += 1;
    const meets: string[] = [];
    const fails: (FailedRequirement & { readonly name: string })[] = [];
    const isListed = this.devices.length < this.#limit;
    for (const tally of this.#tallies) {
      const failed = firstFailed(tally.requirements, row);
      if (failed !== undefined) {
        if (!isListed) continue;
        fails.push({ name: tally.name, requirement: failed.name, reason: failed.reason(row) });
        continue;
      }
      meets.push(tally.name);
      tally.matching += 1;
      if (row.availability.word === "available") tally.available += 1;
      if (tally.devices.length < this.#limit) tally.devices.push(row);
    }
    if (isListed) this.devices.push({ row, meets, fails });
  }
}
