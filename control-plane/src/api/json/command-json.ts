import { terminalStates } from "@rae/protocol";
import { type Static, Type } from "typebox";
import type { CommandRecord } from "../../core/command-record.ts";
import { problemSchema } from "../problem.ts";
import { formatTime, timeSchema } from "../rfc3339.ts";
import { boxPresenceStates } from "./box-json.ts";
import { nullable, words } from "./list-json.ts";

const commandStates = ["pending", "sent", "started", ...terminalStates] as const;
const sources = ["agent", "gateway", "sweeper"] as const;
const anyObject = Type.Record(Type.String(), Type.Unknown());

export const commandSchema = Type.Object(
  {
    id: Type.String(),
    deviceId: Type.String(),
    boxId: Type.String(),
    boxPresence: words(
      boxPresenceStates,
      "of the device's box, now: a command for a box that is not present waits until its deadline",
    ),
    capability: Type.String(),
    command: Type.String(),
    parameters: anyObject,
    leaseId: nullable(Type.String({ description: "of the lease that it was sent under" })),
    state: words(commandStates, "the last five are terminal: exactly one is reached"),
    requestedAt: timeSchema,
    deadlineAt: timeSchema,
    sentAt: nullable(timeSchema),
    startedAt: nullable(timeSchema),
    finishedAt: nullable(timeSchema),
    durationMs: nullable(Type.Number({ description: "how long the device took" })),
    result: nullable(anyObject),
    error: nullable(
      Type.Object({
        code: Type.String(),
        message: Type.String(),
        fault: problemSchema.properties.fault,
        retryable: Type.Boolean(),
        remedy: Type.String(),
        details: anyObject,
      }),
    ),
    decidedBy: nullable(words(sources, "who gave the terminal state")),
    late: Type.Array(
      Type.Object({
        state: Type.String(),
        source: words(sources, "who said so"),
        at: timeSchema,
        code: nullable(Type.String()),
      }),
      { description: "terminal outcomes that came after the one that decided" },
    ),
  },
  { $id: "Command", description: "one command to a device" },
);
export type CommandJson = Static<typeof commandSchema>;
export const commandRef = Type.Unsafe<CommandJson>({ $ref: "Command#" });

export function commandJson(
  record: CommandRecord,
  boxPresence: CommandJson["boxPresence"],
): CommandJson {
  const { error } = record;
  return {
    id: record.commandId,
    deviceId: record.sessionId,
    boxId: record.boxId,
    boxPresence,
    capability: record.capability,
    command: record.command,
    parameters: { ...record.parameters },
    leaseId: record.lease?.leaseId ?? null,
    state: record.state,
    requestedAt: formatTime(record.requestedAtMs),
    deadlineAt: formatTime(record.deadlineMs),
    sentAt: time(record.sentAtMs),
    startedAt: time(record.startedAtMs),
    finishedAt: time(record.finishedAtMs),
    durationMs: record.durationMs ?? null,
    result: record.result === undefined ? null : { ...record.result },
    error: error === undefined ? null : { ...error, details: { ...error.details } },
    decidedBy: record.decidedBy ?? null,
    late: record.late.map((outcome) => ({
      state: outcome.state,
      source: outcome.source,
      at: formatTime(outcome.atMs),
      code: outcome.error?.code ?? null,
    })),
  };
}

function time(ms: number | undefined): string | null {
  return ms === undefined ? null : formatTime(ms);
}
