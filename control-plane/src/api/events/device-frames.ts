import type { DeviceRow } from "../../core/fleet-index-row.ts";
import type { FleetReader } from "../../core/fleet-reader.ts";
import { deviceFrame, type Frame } from "./event-frame.ts";

const keptMs = 1_000;
const keptCharacters = 8 * 1024 * 1024;

/**
 * Texts of devices as they are now, made once for clients that catch up side by side. A text is a second old at most, for it tells
 * how old each value is.
 */
export class DeviceFrames {
  readonly #texts = new Map<DeviceRow, Frame>();
  #sinceMs = 0;
  #characters = 0;

  of(row: DeviceRow, fleet: FleetReader, nowMs: number): Frame {
    if (nowMs - this.#sinceMs > keptMs || this.#characters > keptCharacters) this.#clear(nowMs);
    const known = this.#texts.get(row);
    if (known !== undefined) return known;
    const text = deviceFrame(row, fleet, nowMs);
    this.#texts.set(row, text);
    this.#characters += text.length;
    return text;
  }

  #clear(nowMs: number): void {
    this.#texts.clear();
    this.#characters = 0;
    this.#sinceMs = nowMs;
  }
}
