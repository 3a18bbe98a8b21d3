/** Revisions of a session that share a partition: some megabytes at most. */
export const bucketRevisions = 2_000;

export function bucketOf(revision: number): number {
  return Math.floor(revision / bucketRevisions);
}

/** Revisions of which entries may share a row, and that are read together. Buckets hold 20 blocks. */
export const blockRevisions = 100;

/** The number of a revision's block within its bucket. */
export function blockOf(revision: number): number {
  return Math.floor((revision % bucketRevisions) / blockRevisions);
}

const periodMs = 6 * 3_600_000;

/** The six hours of the epoch in which a time lies. */
export function periodOf(timeMs: number): number {
  return Math.floor(timeMs / periodMs);
}
