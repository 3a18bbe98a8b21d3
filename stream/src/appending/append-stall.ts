import type { WaitingAppends } from "../record-log.ts";

/** Appends that have waited longer than `limitMs`, the oldest first, each in words; empty while all goes well. */
export function lateAppends(
  waiting: readonly WaitingAppends[],
  limitMs: number,
): readonly string[] {
  return waiting
    .filter(({ waitingMs }) => waitingMs > limitMs)
    .toSorted((a, b) => b.waitingMs - a.waitingMs)
    .map(wordsOf);
}

/** Whether nothing gets onto some topic: an append has waited longer than `limitMs`, and none of the topic became durable in that time. */
export function isStalled(waiting: readonly WaitingAppends[], limitMs: number): boolean {
  return waiting.some(({ waitingMs, sinceWrittenMs = Number.POSITIVE_INFINITY }) => {
    return waitingMs > limitMs && sinceWrittenMs > limitMs;
  });
}

function wordsOf({ topic, partition, waitingMs, failure }: WaitingAppends): string {
  const place = partition === undefined ? topic : `${topic}/${partition}`;
  const seconds = Math.round(waitingMs / 1_000);
  return `${place} has waited ${seconds} s: ${failure?.message ?? "no answer yet"}`;
}
