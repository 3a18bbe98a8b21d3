/** What a session with a live face shows of itself that should be its own: MAC, serial number, ESN, USN. */
export interface SessionMarks {
  readonly sessionId: string;
  readonly marks: readonly string[];
}

/**
 * Sessions that show the same mark: maybe faces of one device that the lab file does not name yet. For each such session the
 * others, in order. They are flagged and never merged.
 */
export function possibleDuplicates(
  sessions: readonly SessionMarks[],
): ReadonlyMap<string, readonly string[]> {
  const byMark = new Map<string, Set<string>>();
  for (const { sessionId, marks } of sessions) {
    for (const mark of marks) {
      byMark.set(mark, (byMark.get(mark) ?? new Set()).add(sessionId));
    }
  }
  const found = new Map<string, Set<string>>();
  for (const sharing of byMark.values()) {
    if (sharing.size < 2) continue;
    for (const sessionId of sharing) {
      found.set(sessionId, new Set([...(found.get(sessionId) ?? []), ...sharing]));
    }
  }
  return new Map(
    [...found].map(([sessionId, sharing]) => [
      sessionId,
      [...sharing].filter((other) => other !== sessionId).toSorted(),
    ]),
  );
}
