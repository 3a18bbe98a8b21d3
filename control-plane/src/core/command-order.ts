import { type CommandState, isTerminal } from "@rae/protocol";
import type { CommandRecord } from "./command-record.ts";

/** How far a command has come; all terminal states are equal. */
export function commandRank(state: CommandState): number {
  if (isTerminal(state)) return 3;
  return state === "pending" ? 0 : state === "sent" ? 1 : 2;
}

/**
 * Whether `next` may take the place of `stored`: it has come further, or keeps more late outcomes. A provisional record never
 * replaces a whole one; a whole one replaces a provisional one unless that has come further, as then an outcome would be lost.
 */
export function isNewerCommand(next: CommandRecord, stored: CommandRecord): boolean {
  const ranks = commandRank(next.state) - commandRank(stored.state);
  if (next.provisional !== stored.provisional) return next.provisional !== true && ranks >= 0;
  if (ranks !== 0) return ranks > 0;
  return next.state === stored.state && next.late.length > stored.late.length;
}

/** Whether two records of one command tell the same. */
export function isSameCommand(a: CommandRecord, b: CommandRecord): boolean {
  return a.provisional === b.provisional && a.state === b.state && a.late.length === b.late.length;
}
