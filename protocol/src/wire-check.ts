import { RaeError } from "./rae-error.ts";

/** Turns a decoder's own error into `undecodable`. */
export function decodeOrThrow<T>(decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    throw new RaeError("undecodable", "the bytes are not a message of this schema", {
      cause: error,
    });
  }
}

/** @throws RaeError `undecodable` naming the field. */
export function check(holds: boolean, field: string): void {
  if (!holds) throw new RaeError("undecodable", `${field} is not usable`, { details: { field } });
}

/** An unsigned number; above 2^53 it has lost precision on the way. */
export function checkedCount(value: number | null | undefined, field: string): number {
  const count = value ?? 0;
  check(Number.isSafeInteger(count), field);
  return count;
}

/** ECMA-262, 21.4.1.1: no date is further from the epoch, and none of ours is before it. */
const maxTimeMs = 8.64e15;

/** A time that can be shown as a date. */
export function checkedTime(value: number | null | undefined, field: string): number {
  const timeMs = value ?? 0;
  check(Number.isInteger(timeMs) && timeMs >= 0 && timeMs <= maxTimeMs, field);
  return timeMs;
}

/** A text of 1 to 64 characters that names something. */
export function checkedName(value: string | null | undefined, field: string): string {
  const name = value ?? "";
  check(name.length > 0 && name.length <= 64, field);
  return name;
}
