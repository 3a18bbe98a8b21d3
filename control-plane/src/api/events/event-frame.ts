import type { Lease, RaeError } from "@rae/protocol";
import type { Sight } from "../../core/access/sight.ts";
import type { DeviceRecord } from "../../core/device-record.ts";
import type { FleetEffect, FleetIndex } from "../../core/fleet-index.ts";
import type { BoxRow } from "../../core/fleet-index-boxes.ts";
import { concerns, type DeviceFilter, matchesFilter } from "../../core/fleet-index-filter.ts";
import { assetOf, type DeviceRow } from "../../core/fleet-index-row.ts";
import type { FleetReader } from "../../core/fleet-reader.ts";
import { fleetSeenBy } from "../../core/seen-fleet.ts";
import { boxJson } from "../json/box-json.ts";
import { deviceJson } from "../json/device-json.ts";
import type { FleetEvent, LeaseEvent } from "../json/event-json.ts";
import { leaseJson } from "../json/lease-json.ts";
import { formatTime } from "../rfc3339.ts";

/** An event as text, all but its id: what it says is the same for every client. */
export type Frame = string;

export function deviceFrame(row: DeviceRow, fleet: FleetReader, nowMs: number): Frame {
  return frame("device", deviceJson(row, fleet, nowMs));
}

export function unmatchedFrame(row: DeviceRow): Frame {
  return frame("device-unmatched", { id: row.record.sessionId, revision: row.record.revision });
}

export function endedFrame(record: DeviceRecord): Frame {
  return frame("device-ended", {
    id: record.sessionId,
    asset: assetOf(record) ?? null,
    boxId: record.boxId,
    revision: record.revision,
    reason: record.ended?.reason ?? null,
    at: formatTime(record.ended?.receivedAtMs ?? record.receivedAtMs),
  });
}

export function boxFrame(box: BoxRow, fleet: FleetReader, nowMs: number): Frame {
  return frame("box", boxJson(box, fleet, nowMs));
}

export function leaseFrame(lease: Lease, fleet: FleetReader): Frame {
  return frame("lease", leaseJson(lease, fleet));
}

export function resetFrame(reason: string): Frame {
  return frame("reset", { reason });
}

/** Why the stream ends. */
export function closedFrame(why: RaeError): Frame {
  return frame("closed", { code: why.code, reason: why.message });
}

/** The frame with its id, as it goes over the wire. */
export function withId(text: Frame, id: string): string {
  return `id: ${id}\n${text}`;
}

type StreamEvent = FleetEvent | LeaseEvent;

/** JSON has no line breaks of its own, so that one `data` line holds it. */
export function frame<N extends StreamEvent["event"]>(
  event: N,
  data: Extract<StreamEvent, { event: N }>["data"],
): Frame {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** What one client is told of, and how much of it is seen. */
export interface Reader {
  readonly filter: DeviceFilter;
  readonly sight: Sight;
}

/** Frames of one effect, each made when the first client needs it. */
export class EffectFrames {
  readonly #effect: FleetEffect;
  readonly #index: FleetIndex;
  readonly #nowMs: number;
  /** By what the text depends on: the row as it shows, or the sight. */
  readonly #made = new Map<object, Frame>();

  constructor(effect: FleetEffect, index: FleetIndex, nowMs: number) {
    this.#effect = effect;
    this.#index = index;
    this.#nowMs = nowMs;
  }

  /** What a reader is told; undefined if the effect does not concern it. */
  forReader(reader: Reader): Frame | undefined {
    const effect = this.#effect;
    if (effect.kind === "box") return this.#ofBox(effect, reader);
    if (effect.kind === "lease") return this.#ofLease(effect, reader);
    const { filter, sight } = reader;
    const before = effect.before && sight.show(effect.before);
    const did = before !== undefined && matchesFilter(filter, before);
    if (effect.kind === "device-ended") {
      return did ? this.#once(effect, () => endedFrame(effect.record)) : undefined;
    }
    const after = sight.show(effect.after);
    if (after !== undefined && matchesFilter(filter, after)) {
      return this.#once(after, () => deviceFrame(after, this.#index, this.#nowMs));
    }
    // Of one that is not seen any more, nothing is told that was not seen.
    return did ? unmatchedFrame(after ?? before) : undefined;
  }

  #ofBox({ before, box }: BoxEffect, { filter, sight }: Reader): Frame | undefined {
    if (filter.boxId !== undefined && filter.boxId !== box.boxId) return undefined;
    if (sight.seesBox(box)) {
      return this.#once(sight, () => boxFrame(box, fleetSeenBy(this.#index, sight), this.#nowMs));
    }
    const did = before !== undefined && sight.seesBox(before);
    return did ? resetFrame("a box belongs to another tenant now") : undefined;
  }

  #ofLease({ after, rows }: LeaseEffect, { filter, sight }: Reader): Frame | undefined {
    const seen = rows.flatMap((row) => sight.show(row) ?? []);
    if (!concerns(filter, seen)) return undefined;
    const fleet = fleetSeenBy(this.#index, sight);
    const shown = fleet.showLease(after);
    return shown && this.#once(sight, () => leaseFrame(shown, fleet));
  }

  #once(by: object, make: () => Frame): Frame {
    const known = this.#made.get(by);
    if (known !== undefined) return known;
    const made = make();
    this.#made.set(by, made);
    return made;
  }
}

type BoxEffect = Extract<FleetEffect, { readonly kind: "box" }>;
type LeaseEffect = Extract<FleetEffect, { readonly kind: "lease" }>;
