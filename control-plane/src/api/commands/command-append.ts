import type { Clock } from "@rae/kit";
import { encodeCommand, logHeaders, logTopics, RaeError } from "@rae/protocol";
import type { RecordLog } from "@rae/stream";
import type { CommandRecord } from "../../core/command-record.ts";
import { appendInTime, stamped } from "../append-in-time.ts";

export interface CommandAppendOptions {
  readonly log: RecordLog;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Until when the lease lasts that the command is sent under, if it is. */
  readonly leaseUntilMs: number;
  /** Who asked for it, as the header of the record. */
  readonly audit: string | undefined;
}

/**
 * Makes a command durable on the log, which may write it twice; the agent runs an id once.
 * @throws RaeError `log-unavailable` if the log did not take it in time: the command may yet run; `payload-too-large` or
 * `record-refused` if it never will; `shutting-down` on `signal`.
 */
export async function appendCommand(
  record: CommandRecord,
  { log, clock, timeoutMs, leaseUntilMs, audit }: CommandAppendOptions,
  signal: AbortSignal,
): Promise<void> {
  const { commandId } = record;
  try {
    await appendInTime(
      logTopics.commands,
      [logRecord(record, leaseUntilMs, clock.nowMs(), audit)],
      {
        ...{ log, clock, signal, what: "the command" },
        limitMs: Math.max(1, Math.min(timeoutMs, record.deadlineMs - clock.nowMs())),
        details: {
          commandId,
          advice: "the command may yet run; read it, or repeat with the same Idempotency-Key",
        },
      },
    );
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
    throw new RaeError("shutting-down", "the server stopped while the command was accepted", {
      details: { commandId },
    });
  }
}

/** The receive time and the remaining times add up to the deadlines, however long the log takes. */
function logRecord(
  record: CommandRecord,
  leaseUntilMs: number,
  nowMs: number,
  audit: string | undefined,
) {
  const { commandId, boxId, sessionId, capability, command, parameters } = record;
  const leftMs = (untilMs: number) => Math.max(1, Math.round(untilMs - nowMs));
  const lease = record.lease && { ...record.lease, remainingMs: leftMs(leaseUntilMs) };
  const value = encodeCommand({
    ...{ kind: "device" as const, commandId, boxId, sessionId },
    ...{ capability, command, parameters, remainingMs: leftMs(record.deadlineMs) },
    ...(lease === undefined ? {} : { lease }),
  });
  return stamped(boxId, value, nowMs, {
    [logHeaders.boxId]: boxId,
    ...(audit === undefined ? {} : { [logHeaders.audit]: audit }),
  });
}
