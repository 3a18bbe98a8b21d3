import {
  type CommandOutcome,
  type DeviceCommand,
  defaults,
  describeErrorCode,
  type ErrorReport,
  isTerminal,
} from "@rae/protocol";
import { commandRank } from "./command-order.ts";
import type { CommandRecord } from "./command-record.ts";
import type { Receipt } from "./receipt.ts";

const lateMax = 8;

/**
 * Folds a request. Returns the same object if it is known. What came before the request, in a provisional record, is kept,
 * unless it was another box that spoke.
 */
export function foldRequest(
  record: CommandRecord | undefined,
  command: DeviceCommand,
  { receivedAtMs }: Pick<Receipt, "receivedAtMs">,
): CommandRecord {
  if (record !== undefined && record.provisional !== true) return record;
  const { commandId, boxId, sessionId, capability, parameters, remainingMs } = command;
  const lease = command.lease && {
    lease: { leaseId: command.lease.leaseId, token: command.lease.token },
  };
  const pending: CommandRecord = {
    ...{ commandId, boxId, sessionId, capability, parameters, ...lease },
    command: command.command,
    state: "pending",
    requestedAtMs: receivedAtMs,
    deadlineMs: receivedAtMs + Math.min(remainingMs, defaults.commandDeadlineMaxMs),
    late: [],
  };
  if (record === undefined || record.boxId !== boxId) return pending;
  const { provisional: _, ...told } = record;
  return {
    ...told,
    ...{ sessionId, capability, parameters, ...lease },
    command: pending.command,
    requestedAtMs: pending.requestedAtMs,
    deadlineMs: pending.deadlineMs,
  };
}

/**
 * Folds an outcome. Returns the same object if it changes nothing: it is repeated, of another box, or would go backwards.
 * The first terminal outcome decides; others are kept as late. Without a record it makes a provisional one.
 */
export function foldOutcome(
  record: CommandRecord | undefined,
  outcome: CommandOutcome,
  { receivedAtMs }: Pick<Receipt, "receivedAtMs">,
): CommandRecord {
  const current = record ?? provisional(outcome, receivedAtMs);
  if (current.boxId !== outcome.boxId) return current;
  if (isTerminal(current.state)) return keepLate(current, outcome);
  if (commandRank(outcome.state) <= commandRank(current.state)) return current;
  if (outcome.state === "sent") return { ...current, state: "sent", sentAtMs: receivedAtMs };
  if (outcome.state === "started") {
    return { ...current, state: "started", startedAtMs: receivedAtMs };
  }
  const { state, source, durationMs, result } = outcome;
  return {
    ...current,
    state,
    finishedAtMs: receivedAtMs,
    decidedBy: source,
    decidedAtMs: outcome.atMs,
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(result === undefined ? {} : { result }),
    ...(outcome.error === undefined ? {} : { error: reportOf(outcome.error) }),
  };
}

function provisional(outcome: CommandOutcome, receivedAtMs: number): CommandRecord {
  const { commandId, boxId, sessionId } = outcome;
  return {
    ...{ commandId, boxId, sessionId, capability: "", command: "", parameters: {} },
    state: "pending",
    provisional: true,
    requestedAtMs: receivedAtMs,
    deadlineMs: receivedAtMs,
    late: [],
  };
}

function keepLate(record: CommandRecord, outcome: CommandOutcome): CommandRecord {
  if (!isTerminal(outcome.state) || record.late.length >= lateMax) return record;
  const decided =
    record.state === outcome.state &&
    record.decidedBy === outcome.source &&
    record.decidedAtMs === outcome.atMs;
  const known = record.late.some(
    (late) =>
      late.state === outcome.state && late.source === outcome.source && late.atMs === outcome.atMs,
  );
  return decided || known ? record : { ...record, late: [...record.late, outcome] };
}

function reportOf(error: NonNullable<CommandOutcome["error"]>): ErrorReport {
  const { fault, retryable, remedy } = describeErrorCode(error.code);
  return { ...error, fault, retryable, remedy };
}
