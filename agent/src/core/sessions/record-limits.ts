import { type Attributes, type AttributeValue, isAttributeName } from "@rae/protocol";
import type { AttributeUpdate } from "./connection-state.ts";

/** Of one value; a device's own words are names and versions, not documents. */
const valueLimitBytes = 4 * 1024;
/** Of all attributes of a session: a snapshot of them must fit into one message. */
const recordLimitBytes = 128 * 1024;
/** Field headers and the time of an attribute on the wire, more or less. */
const overheadBytes = 32;

/** An update that a record has room for. */
export interface FittedUpdate {
  readonly update: AttributeUpdate;
  /** Names of what is not taken. */
  readonly leftOut: readonly string[];
}

/**
 * What of an update may enter a session's record. Left out are names that are no attributes, numbers that are none, values that
 * are too large, and what the record has no room for; a value of before goes then, too, for it is no longer true. An event that
 * the gateway refuses would be sent again for ever.
 */
export function fitUpdate(attributes: Attributes, update: AttributeUpdate): FittedUpdate {
  const { set, remove } = update;
  const sizes = new Map(
    Object.entries(attributes).map(([name, { value }]) => [name, sizeBytes(name, value)]),
  );
  for (const name of remove) sizes.delete(name);
  let total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const fitting: Record<string, AttributeValue> = {};
  const leftOut: string[] = [];
  for (const [name, value] of Object.entries(set)) {
    const size = sizeBytes(name, value);
    const others = total - (sizes.get(name) ?? 0);
    const fits = size <= valueLimitBytes && others + size <= recordLimitBytes;
    if (fits && isAttributeName(name) && !isNoNumber(value)) {
      fitting[name] = value;
      sizes.set(name, size);
      total = others + size;
    } else {
      leftOut.push(name);
      sizes.delete(name);
      total = others;
    }
  }
  if (leftOut.length === 0) return { update, leftOut };
  return { update: { ...update, set: fitting, remove: [...remove, ...leftOut] }, leftOut };
}

function isNoNumber(value: AttributeValue): boolean {
  return typeof value === "number" && !Number.isFinite(value);
}

function sizeBytes(name: string, value: AttributeValue): number {
  const texts = typeof value === "object" ? value : typeof value === "string" ? [value] : [];
  return texts.reduce(
    (sum, text) => sum + Buffer.byteLength(text) + 4,
    Buffer.byteLength(name) + overheadBytes,
  );
}
