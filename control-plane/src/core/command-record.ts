import type {
  CommandOutcome,
  CommandState,
  ErrorReport,
  JsonObject,
  OutcomeSource,
} from "@rae/protocol";

/** One command, folded from its request and its outcomes in log order. Times are milliseconds since the epoch. */
export interface CommandRecord {
  readonly commandId: string;
  readonly boxId: string;
  readonly sessionId: string;
  readonly capability: string;
  readonly command: string;
  readonly parameters: JsonObject;
  /** The lease that it was sent under. */
  readonly lease?: { readonly leaseId: string; readonly token: number };
  readonly state: CommandState;
  readonly requestedAtMs: number;
  readonly deadlineMs: number;
  readonly sentAtMs?: number;
  readonly startedAtMs?: number;
  readonly finishedAtMs?: number;
  /** How long the device took. */
  readonly durationMs?: number;
  readonly result?: JsonObject;
  readonly error?: ErrorReport;
  /** Who gave the terminal outcome. */
  readonly decidedBy?: OutcomeSource;
  /** When it was given by the clock of who gave it; tells its repetition from a late outcome. */
  readonly decidedAtMs?: number;
  /** Made from outcomes before the request was read, which completes it; kept in the history alone. */
  readonly provisional?: true;
  /** Terminal outcomes that came after the first; at most eight are kept. */
  readonly late: readonly CommandOutcome[];
}
