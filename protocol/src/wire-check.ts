import type { JsonObject } from "./command.ts";
import { RaeError } from "./rae-error.ts";

/** Decodes the value of a record; null is one that has none. @throws RaeError `undecodable`. */
export function decodeOrThrow<T>(bytes: Uint8Array | null, decode: (bytes: Uint8Array) => T): T {
  if (bytes === null) throw new RaeError("undecodable", "the record has no value");
  return undecodableUnless(() => decode(bytes));
}

function parseJsonOrThrow(text: string): unknown {
  return undecodableUnless(() => JSON.parse(text));
}

function undecodableUnless<T>(decode: () => T): T {
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

/** Whether a time can be shown as a date. */
export function isTimeMs(timeMs: number): boolean {
  return Number.isInteger(timeMs) && timeMs >= 0 && timeMs <= maxTimeMs;
}

/** A time that can be shown as a date. */
export function checkedTime(value: number | null | undefined, field: string): number {
  const timeMs = value ?? 0;
  check(isTimeMs(timeMs), field);
  return timeMs;
}

/** Whether a text of 1 to 64 characters, that names something. */
export function isName(name: string): boolean {
  return name.length > 0 && name.length <= 64;
}

/** A text of 1 to 64 characters that names something. */
export function checkedName(value: string | null | undefined, field: string): string {
  const name = value ?? "";
  check(isName(name), field);
  return name;
}

/** Wider than `isAttributeName`: a newer agent may know more names, but none of another form. */
const attributeNamePattern = /^[a-z][a-z0-9.-]{0,127}$/;

/** Whether a text has the form of an attribute's name. */
export function isAttributeNameForm(name: string): boolean {
  return attributeNamePattern.test(name);
}

/** Deeper than any parameters or results of ours; a writer of JSON overflows its stack on much deeper ones. */
const maxJsonDepth = 32;

function isDeeperThan(depth: number, value: unknown): boolean {
  if (value === null || typeof value !== "object") return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeperThan(depth - 1, inner));
}

/** A JSON object; empty for an empty text. @throws RaeError `undecodable` naming the field. */
export function parseJsonObject(text: string, field: string): JsonObject {
  const value: unknown = text === "" ? {} : parseJsonOrThrow(text);
  check(typeof value === "object" && value !== null && !Array.isArray(value), field);
  check(!isDeeperThan(maxJsonDepth, value), field);
  return value as JsonObject;
}
