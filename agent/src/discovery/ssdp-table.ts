import type { JsonObject } from "@rae/protocol";
import type { Face } from "../core/faces/face.ts";
import { faceId } from "../core/faces/face-id.ts";
import type { LinkSpec } from "../core/faces/link-spec.ts";
import type { DiscoveryEvent } from "../ports/discovery.ts";
import type { SsdpAnnouncement } from "./ssdp-announcement.ts";

export interface SearchTarget {
  /** As devices answer it, in any case: `roku:ecp`. */
  readonly st: string;
  readonly driver: string;
  readonly settings?: JsonObject;
}

/** A name with a target at a place. A name may have several places, and a place several names. */
interface Entry {
  readonly id: string;
  readonly usn: string;
  /** The target's place in the configuration. */
  readonly rank: number;
  readonly face: Face;
  heardAtMs: number;
  expiresAtMs: number;
  /** Of the last goodbye, if nothing was heard after it. */
  goodbye: boolean;
  doubtedAtMs: number;
}

interface Place {
  /** The entry whose face is reported. */
  holder: Entry;
  readonly entries: Set<Entry>;
}

/** More devices than a box has room for; beyond it somebody floods. */
const maxEntries = 1024;
/** However many goodbyes there are: each doubt is a question to the device. */
const doubtIntervalMs = 1_000;

/**
 * What SSDP knows, by name and place; pure. Nothing takes longer the more devices there are, except
 * `expire`.
 *
 * INVARIANTS: each place has one face, which is its holder's; an entry ends by its own max-age, whatever is heard of others; a
 * goodbye ends an entry only if nothing is heard of it in the grace time after.
 */
export class SsdpTable {
  readonly #targets = new Map<string, SearchTarget & { readonly rank: number }>();
  readonly #graceMs: number;
  readonly #entries = new Map<string, Entry>();
  readonly #places = new Map<string, Place>();
  readonly #names = new Map<string, Set<Entry>>();

  /**
   * `targets` in order of precedence: a place that answers to two of them belongs to the first.
   * `graceMs`: how much longer than its own word a device is kept, for UDP loses announcements.
   */
  constructor(targets: readonly SearchTarget[], graceMs: number) {
    this.#graceMs = graceMs;
    for (const [rank, target] of targets.entries()) {
      const st = target.st.toLowerCase();
      if (!this.#targets.has(st)) this.#targets.set(st, { ...target, rank });
    }
  }

  /** Whether devices that answer to the target are searched for. */
  isWanted(target: string): boolean {
    return this.#targets.has(target.toLowerCase());
  }

  heard(announcement: SsdpAnnouncement, nowMs: number): readonly DiscoveryEvent[] {
    const target = this.#targets.get(announcement.target.toLowerCase());
    if (target === undefined) return [];
    const face = faceOf(announcement, target);
    const id = `${face.faceId} ${target.rank} ${announcement.usn}`;
    const known = this.#entries.get(id);
    if (known === undefined && this.#entries.size >= maxEntries) return [];
    const entry = known ?? this.#add(id, announcement.usn, target.rank, face);
    entry.heardAtMs = nowMs;
    // One announcement in three may be lost without a device vanishing.
    entry.expiresAtMs = nowMs + announcement.maxAgeMs * 2 + this.#graceMs;
    entry.goodbye = false;
    return this.#take(entry, known === undefined, nowMs);
  }

  /** A goodbye concerns all places of the name. */
  bye(usn: string, nowMs: number): readonly DiscoveryEvent[] {
    return [...(this.#names.get(usn) ?? [])].flatMap((entry): DiscoveryEvent[] => {
      const { faceId } = entry.face;
      if (!entry.goodbye) entry.expiresAtMs = Math.min(entry.expiresAtMs, nowMs + this.#graceMs);
      entry.goodbye = true;
      const isHolder = this.#places.get(faceId)?.holder === entry;
      if (!isHolder || nowMs - entry.doubtedAtMs < doubtIntervalMs) return [];
      entry.doubtedAtMs = nowMs;
      return [{ kind: "doubt", faceId, reason: "the device said goodbye" }];
    });
  }

  /** Forgets what was not announced again in time. */
  expire(nowMs: number): readonly DiscoveryEvent[] {
    return [...this.#entries.values()]
      .filter((entry) => entry.expiresAtMs <= nowMs)
      .flatMap((entry) => this.#remove(entry));
  }

  #add(id: string, usn: string, rank: number, face: Face): Entry {
    const entry: Entry = {
      ...{ id, usn, rank, face, goodbye: false },
      ...{ heardAtMs: 0, expiresAtMs: 0, doubtedAtMs: Number.NEGATIVE_INFINITY },
    };
    this.#entries.set(id, entry);
    const named = this.#names.get(usn) ?? new Set();
    this.#names.set(usn, named.add(entry));
    return entry;
  }

  /** The entry takes the place if it is free, or is rather its own than the holder's. */
  #take(entry: Entry, isNew: boolean, nowMs: number): readonly DiscoveryEvent[] {
    const { face } = entry;
    const place = this.#places.get(face.faceId);
    if (place === undefined) {
      this.#places.set(face.faceId, { holder: entry, entries: new Set([entry]) });
      return [{ kind: "found", face }];
    }
    place.entries.add(entry);
    const { holder } = place;
    if (holder === entry || entry.rank > holder.rank) return [];
    // A reset device has a new name at once. Where two names are both heard, neither may take the
    // place with every search.
    const isSilent = nowMs - holder.heardAtMs > this.#graceMs;
    if (entry.rank === holder.rank && !isNew && !isSilent) return [];
    place.holder = entry;
    return [{ kind: "found", face }];
  }

  #remove(entry: Entry): readonly DiscoveryEvent[] {
    const { face, usn } = entry;
    this.#entries.delete(entry.id);
    const named = this.#names.get(usn);
    named?.delete(entry);
    if (named?.size === 0) this.#names.delete(usn);
    const place = this.#places.get(face.faceId);
    place?.entries.delete(entry);
    if (place?.holder !== entry) return [];
    const [next] = [...place.entries].toSorted(
      (a, b) => a.rank - b.rank || b.heardAtMs - a.heardAtMs,
    );
    if (next !== undefined) {
      place.holder = next;
      return [{ kind: "found", face: next.face }];
    }
    this.#places.delete(face.faceId);
    const reason = entry.goodbye
      ? "the device said goodbye and was not heard again"
      : "the device was not announced again in time";
    return [{ kind: "gone", faceId: face.faceId, reason }];
  }
}

function faceOf({ usn, host, location }: SsdpAnnouncement, target: SearchTarget): Face {
  const link: LinkSpec = { kind: "http", baseUrl: location };
  return {
    faceId: faceId("ssdp", link),
    keys: [
      { kind: "usn", value: usn },
      { kind: "ip", value: host },
    ],
    link,
    driver: target.driver,
    settings: target.settings ?? {},
  };
}
