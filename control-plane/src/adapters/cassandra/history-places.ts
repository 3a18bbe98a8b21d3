/** Revisions of a session that share a partition: some megabytes at most. */
export const bucketRevisions = 2_000;

export function bucketOf(revision: number): number {
  return Math.floor(revision / bucketRevisions);
}

const periodMs = 6 * 3_600_000;

/** The six hours of the epoch in which a time lies. */
export function periodOf(timeMs: number): number {
  return Math.floor(timeMs / periodMs);
}
