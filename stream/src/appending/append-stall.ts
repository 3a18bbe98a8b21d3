import type { AppendProgress, WaitingAppends } from "../record-log.ts";

/** Appends that have waited longer than `limitMs`, the oldest first, each in words; empty while all goes well. */
export function lateAppends({ waiting }: AppendProgress, limitMs: number): readonly string[] {
  return waiting
    .filter(({ waitingMs }) => waitingMs > limitMs)
    .toSorted((a, b) => b.waitingMs - a.waitingMs)
    .map(wordsOf);
}

/** Whether nothing gets onto the log: some appends have waited longer than `limitMs`, and none became durable in that time. */
export function isStalled(progress: AppendProgress, limitMs: number): boolean {
  const { waiting, sinceWrittenMs = Number.POSITIVE_INFINITY } = progress;
  return sinceWrittenMs > limitMs && waiting.some(({ waitingMs }) => waitingMs > limitMs);
}

function wordsOf({ topic, partition, waitingMs, failure }: WaitingAppends): string {
  const place = partition === undefined ? topic : `${topic}/${partition}`;
  const seconds = Math.round(waitingMs / 1_000);
  return `${place} has waited ${seconds} s: ${failure?.message ?? "no answer yet"}`;
}
