/** How what was asked for ended; `begun` was not heard of again. The numbers are the wire's; of one entry the highest counts. */
export const auditOutcomes = { begun: 1, done: 2, failed: 3, refused: 4 } as const;
export type AuditOutcome = keyof typeof auditOutcomes;

/** A change that somebody made or wanted to make. It carries neither secrets nor what was sent. */
export interface AuditEntry {
  /** UUID version 7 of `atMs`. */
  readonly entryId: string;
  /** When it was asked for. */
  readonly atMs: number;
  /** See `Principal`; empty if nobody knows who it was. */
  readonly principalId: string;
  /** For people. */
  readonly principalName: string;
  readonly tenant: string;
  readonly action: string;
  /** The path of the request, without its query. */
  readonly resource: string;
  readonly outcome: AuditOutcome;
  /** Of the error, if there was one. */
  readonly code?: string;
  readonly requestId: string;
  readonly sourceAddress: string;
  /** So many refusals of the same kind as one. */
  readonly times: number;
}

/** Whether `next` may take the place of `stored`: an outcome stands, what was only begun does not. */
export function isLaterOutcome(next: AuditEntry, stored: AuditEntry): boolean {
  return auditOutcomes[next.outcome] > auditOutcomes[stored.outcome];
}
