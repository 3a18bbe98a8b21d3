import type { HistoryEntry } from "../../ports/history.ts";

/**
 * An entry in bytes: what the row says of it already is left out, and the rest stands in front of the bytes as received. Kind, times
 * and box could be read from those as well, but an entry of a newer agent, which we cannot decode, must come back as it was received, too.
 *
 *   version 1 | flags (1: clock suspect) | received, observed (ms, float64 each) | kind (length 1, text) | box id (length 2, text) | payload
 */
const version = 1;
const clockSuspect = 1;
const fixedBytes = 1 + 1 + 8 + 8 + 1 + 2;
const kindAt = 18;
const kindBytesMax = 255;

export function entryCellBytes({ kind, boxId, payload }: HistoryEntry): number {
  return fixedBytes + Buffer.byteLength(kind) + Buffer.byteLength(boxId) + payload.byteLength;
}

/** Writes the `entryCellBytes` of an entry into a buffer, and returns where they end. */
export function writeEntryCell(target: Buffer, start: number, entry: HistoryEntry): number {
  target[start] = version;
  target[start + 1] = entry.clockSuspect ? clockSuspect : 0;
  target.writeDoubleBE(entry.receivedAtMs, start + 2);
  target.writeDoubleBE(entry.observedAtMs, start + 10);
  const kindBytes = target.write(entry.kind, start + kindAt + 1);
  if (kindBytes > kindBytesMax) throw new RangeError("the name of an event's kind is too long");
  target[start + kindAt] = kindBytes;
  const boxAt = start + kindAt + 1 + kindBytes;
  const boxBytes = target.write(entry.boxId, boxAt + 2);
  target.writeUInt16BE(boxBytes, boxAt);
  const payloadAt = boxAt + 2 + boxBytes;
  target.set(entry.payload, payloadAt);
  return payloadAt + entry.payload.byteLength;
}

/** `key` is what the row says of the entry. */
export function decodeEntryCell(
  cell: Buffer,
  key: Pick<HistoryEntry, "sessionId" | "revision" | "slot">,
): HistoryEntry {
  if (cell[0] !== version) {
    throw new RangeError(`an entry of the history has form ${cell[0]}, made by a newer version`);
  }
  const kindEnd = kindAt + 1 + (cell[kindAt] ?? 0);
  const boxStart = kindEnd + 2;
  const boxEnd = boxStart + cell.readUInt16BE(kindEnd);
  return {
    ...key,
    boxId: cell.toString("utf8", boxStart, boxEnd),
    kind: cell.toString("utf8", kindAt + 1, kindEnd),
    observedAtMs: cell.readDoubleBE(10),
    receivedAtMs: cell.readDoubleBE(2),
    clockSuspect: ((cell[1] ?? 0) & clockSuspect) !== 0,
    payload: cell.subarray(boxEnd),
  };
}
