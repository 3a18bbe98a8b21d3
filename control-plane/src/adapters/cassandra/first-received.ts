import type { HistoryEntry } from "../../ports/history.ts";

/**
 * Sorts entries of one session by revision, a change before the snapshot of its revision, and returns of each (revision, slot) the
 * one that was received first.
 */
export function firstReceived(entries: HistoryEntry[]): HistoryEntry[] {
  entries.sort(inOrder);
  let last: HistoryEntry | undefined;
  return entries.filter((entry) => {
    const isRepetition = entry.revision === last?.revision && entry.slot === last.slot;
    last = entry;
    return !isRepetition;
  });
}

function inOrder(a: HistoryEntry, b: HistoryEntry): number {
  if (a.revision !== b.revision) return a.revision - b.revision;
  if (a.slot !== b.slot) return a.slot === "change" ? -1 : 1;
  return a.receivedAtMs - b.receivedAtMs;
}
