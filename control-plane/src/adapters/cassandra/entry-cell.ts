import type { HistoryEntry } from "../../ports/history.ts";

/**
 * An entry in one cell: what is not in the row's key, in front of the bytes as received. Kind, times and box could be read from
 * those bytes as well, but an entry of a newer agent, which we cannot decode, must come back as it was received, too.
 *
 *   version 1 | flags (1: clock suspect) | received, observed (ms, float64 each) | kind (length 1, text) | box id (length 2, text) | payload
 */
const version = 1;
const clockSuspect = 1;
const fixedBytes = 1 + 1 + 8 + 8 + 1 + 2;
const kindAt = 18;
const kindBytesMax = 255;

export function encodeEntryCell(entry: HistoryEntry): Buffer {
  const kindBytes = Buffer.byteLength(entry.kind);
  if (kindBytes > kindBytesMax) throw new RangeError("the name of an event's kind is too long");
  const boxBytes = Buffer.byteLength(entry.boxId);
  const cell = Buffer.allocUnsafe(fixedBytes + kindBytes + boxBytes + entry.payload.byteLength);
  cell[0] = version;
  cell[1] = entry.clockSuspect ? clockSuspect : 0;
  cell.writeDoubleBE(entry.receivedAtMs, 2);
  cell.writeDoubleBE(entry.observedAtMs, 10);
  cell[kindAt] = kindBytes;
  let at = kindAt + 1;
  at += cell.write(entry.kind, at);
  at = cell.writeUInt16BE(boxBytes, at);
  at += cell.write(entry.boxId, at);
  cell.set(entry.payload, at);
  return cell;
}

/** `key` is what the row's key says of the entry. */
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
