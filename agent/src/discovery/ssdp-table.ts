import type { JsonObject } from "@rae/protocol";
import type { Face } from "../core/faces/face.ts";
import type { DiscoveryEvent } from "../ports/discovery.ts";
import type { SsdpAnnouncement } from "./ssdp-announcement.ts";

export interface SearchTarget {
  /** As devices answer it: `roku:ecp`. */
  readonly st: string;
  readonly driver: string;
  readonly settings?: JsonObject;
}

interface Entry {
  /** Name and target together: one device may announce several services, each at a place of its own. */
  readonly id: string;
  readonly usn: string;
  readonly face: Face;
  readonly expiresAtMs: number;
}

/** More devices than a box has room for; beyond it somebody floods. */
const maxEntries = 1024;

/**
 * The devices that SSDP knows of, by unique service name; pure.
 *
 * INVARIANTS: a face belongs to one entry; who announces a place that another entry has takes it over; a device that moves
 * is found at the new place before the old place is gone, so that it is never without a face.
 */
export class SsdpTable {
  readonly #drivers: ReadonlyMap<string, SearchTarget>;
  readonly #graceMs: number;
  readonly #entries = new Map<string, Entry>();

  /** `graceMs`: how much longer than its own word a device is kept, for UDP loses announcements. */
  constructor(targets: readonly SearchTarget[], graceMs: number) {
    this.#drivers = new Map(targets.map((target) => [target.st, target]));
    this.#graceMs = graceMs;
  }

  heard(announcement: SsdpAnnouncement, nowMs: number): readonly DiscoveryEvent[] {
    const target = this.#drivers.get(announcement.target);
    if (target === undefined) return [];
    const { usn } = announcement;
    const id = `${usn} ${target.st}`;
    const before = this.#entries.get(id);
    if (before === undefined && this.#entries.size >= maxEntries) return [];
    const face = faceOf(announcement, target);
    // One announcement in three may be lost without a device vanishing.
    const expiresAtMs = nowMs + announcement.maxAgeMs * 2 + this.#graceMs;
    this.#dropOthersAt(face.faceId, id);
    this.#entries.set(id, { id, usn, face, expiresAtMs });
    if (before === undefined) return [{ kind: "found", face }];
    if (before.face.faceId === face.faceId) return [];
    return [
      { kind: "found", face },
      { kind: "gone", faceId: before.face.faceId, reason: `moved to ${announcement.location}` },
    ];
  }

  bye(usn: string): readonly DiscoveryEvent[] {
    return [...this.#entries.values()]
      .filter((entry) => entry.usn === usn)
      .flatMap((entry) => this.#remove(entry, "the device said goodbye"));
  }

  /** Forgets what was not announced again in time. */
  expire(nowMs: number): readonly DiscoveryEvent[] {
    return [...this.#entries.values()]
      .filter((entry) => entry.expiresAtMs <= nowMs)
      .flatMap((entry) => this.#remove(entry, "the device was not announced again in time"));
  }

  #remove(entry: Entry, reason: string): readonly DiscoveryEvent[] {
    this.#entries.delete(entry.id);
    return [{ kind: "gone", faceId: entry.face.faceId, reason }];
  }

  #dropOthersAt(faceId: string, id: string): void {
    for (const entry of this.#entries.values()) {
      if (entry.face.faceId === faceId && entry.id !== id) this.#entries.delete(entry.id);
    }
  }
}

function faceOf({ usn, host, port, location }: SsdpAnnouncement, target: SearchTarget): Face {
  return {
    faceId: `http:${host}:${port}`,
    keys: [
      { kind: "usn", value: usn },
      { kind: "ip", value: host },
    ],
    link: { kind: "http", baseUrl: location },
    driver: target.driver,
    settings: target.settings ?? {},
  };
}
