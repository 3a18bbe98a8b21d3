import type { Lease } from "@rae/protocol";
import type { DeviceRecord } from "../../core/device-record.ts";
import type { FleetEffect } from "../../core/fleet-index.ts";
import type { BoxRow } from "../../core/fleet-index-boxes.ts";
import { concerns, type DeviceFilter, matchesFilter } from "../../core/fleet-index-filter.ts";
import { assetOf, type DeviceRow } from "../../core/fleet-index-row.ts";
import type { FleetReader } from "../../core/fleet-reader.ts";
import { boxJson } from "../json/box-json.ts";
import { deviceJson } from "../json/device-json.ts";
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

/** The frame with its id, as it goes over the wire. */
export function withId(text: Frame, id: string): string {
  return `id: ${id}\n${text}`;
}

/** JSON has no line breaks of its own, so that one `data` line holds it. */
function frame(event: string, data: unknown): Frame {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Frames of one effect, each made when the first client needs it. */
export class EffectFrames {
  readonly #effect: FleetEffect;
  readonly #fleet: FleetReader;
  readonly #nowMs: number;
  #own: Frame | undefined;

  constructor(effect: FleetEffect, fleet: FleetReader, nowMs: number) {
    this.#effect = effect;
    this.#fleet = fleet;
    this.#nowMs = nowMs;
  }

  /** What a client with this filter is told; undefined if the effect does not concern it. */
  forFilter(filter: DeviceFilter): Frame | undefined {
    const effect = this.#effect;
    if (effect.kind === "box") {
      const isWanted = filter.boxId === undefined || filter.boxId === effect.box.boxId;
      return isWanted ? this.#frame() : undefined;
    }
    if (effect.kind === "lease") {
      return concerns(filter, effect.rows) ? this.#frame() : undefined;
    }
    const did = effect.before !== undefined && matchesFilter(filter, effect.before);
    if (effect.kind === "device-ended") return did ? this.#frame() : undefined;
    if (matchesFilter(filter, effect.after)) return this.#frame();
    return did ? unmatchedFrame(effect.after) : undefined;
  }

  #frame(): Frame {
    this.#own ??= this.#make();
    return this.#own;
  }

  #make(): Frame {
    const effect = this.#effect;
    if (effect.kind === "box") return boxFrame(effect.box, this.#fleet, this.#nowMs);
    if (effect.kind === "lease") return leaseFrame(effect.after, this.#fleet);
    if (effect.kind === "device-ended") return endedFrame(effect.record);
    return deviceFrame(effect.after, this.#fleet, this.#nowMs);
  }
}
