import {
  type BoxCommand,
  type CommandOutcome,
  type ControlRecord,
  commandKinds,
  type OutcomeSource,
  type OutcomeState,
  outcomeStates,
} from "./command.ts";
import { RaeError } from "./rae-error.ts";
import { isId } from "./topics.ts";
import { rae } from "./wire.ts";
import {
  check,
  checkedCount,
  checkedName,
  checkedTime,
  decodeOrThrow,
  parseJsonObject,
} from "./wire-check.ts";

const stateByNumber = new Map<number, OutcomeState>(
  Object.entries(outcomeStates).map(([name, number]) => [number, name as OutcomeState]),
);
const sources: readonly OutcomeSource[] = ["agent", "gateway", "sweeper"];

/** A command as the bytes of `rae.v1.BoxCommand`. */
export function encodeCommand(command: BoxCommand): Uint8Array {
  return rae.v1.BoxCommand.encode(commandToWire(command)).finish();
}

/**
 * Reads the bytes of `rae.v1.BoxCommand`.
 * @throws RaeError `undecodable`, also for a record without a value.
 */
export function parseCommand(bytes: Uint8Array | null): BoxCommand {
  const wire = decodeOrThrow(bytes, (present) => rae.v1.BoxCommand.decode(present));
  const base = { commandId: checkedName(wire.commandId, "commandId"), boxId: wire.boxId };
  check(isId(base.boxId), "boxId");
  check(wire.kind > 0, "kind");
  switch (wire.kind) {
    case commandKinds.device: {
      const { capability, command } = wire;
      const sessionId = checkedName(wire.sessionId, "sessionId");
      const remainingMs = checkedCount(wire.remainingMs, "remainingMs");
      const parameters = parseJsonObject(wire.parametersJson, "parametersJson");
      const device = { ...base, kind: "device" as const, sessionId, capability, command };
      if (wire.leaseId === "") return { ...device, parameters, remainingMs };
      const lease = {
        leaseId: wire.leaseId,
        token: checkedCount(wire.leaseToken, "leaseToken"),
        remainingMs: checkedCount(wire.leaseRemainingMs, "leaseRemainingMs"),
      };
      return { ...device, parameters, remainingMs, lease };
    }
    case commandKinds["resync-session"]:
      return {
        ...base,
        kind: "resync-session",
        sessionId: checkedName(wire.sessionId, "sessionId"),
        haveRevision: checkedCount(wire.haveRevision, "haveRevision"),
        sessionEnded: wire.sessionEnded,
      };
    case commandKinds["resync-connection"]:
      return {
        ...base,
        kind: "resync-connection",
        refusedRegistryId: checkedName(wire.refusedRegistryId, "refusedRegistryId"),
        refusedConnection: checkedCount(wire.refusedConnection, "refusedConnection"),
        haveConnection: checkedCount(wire.haveConnection, "haveConnection"),
        registrySuperseded: wire.registrySuperseded,
      };
    case commandKinds["connection-replaced"]:
      return { ...base, kind: "connection-replaced", peer: wire.peer };
    default:
      return { ...base, kind: "unknown", kindNumber: wire.kind };
  }
}

function commandToWire(command: BoxCommand): rae.v1.BoxCommand.$Properties {
  switch (command.kind) {
    case "unknown":
      return {
        commandId: command.commandId,
        boxId: command.boxId,
        kind: command.kindNumber,
      };
    case "device": {
      const { parameters, lease, kind, ...rest } = command;
      return {
        ...rest,
        kind: commandKinds[kind],
        parametersJson: JSON.stringify(parameters),
        leaseId: lease?.leaseId ?? "",
        leaseToken: lease?.token ?? 0,
        leaseRemainingMs: lease?.remainingMs ?? 0,
      };
    }
    default:
      return { ...command, kind: commandKinds[command.kind] };
  }
}

/** An outcome as the bytes of `rae.v1.CommandOutcome`. */
export function encodeOutcome(outcome: CommandOutcome): Uint8Array {
  const { error, result } = outcome;
  const wire: rae.v1.CommandOutcome.$Properties = {
    commandId: outcome.commandId,
    boxId: outcome.boxId,
    sessionId: outcome.sessionId,
    state: outcomeStates[outcome.state],
    source: outcome.source,
    code: error?.code ?? "",
    message: error?.message ?? "",
    detailsJson: error === undefined ? "" : JSON.stringify(error.details),
    resultJson: result === undefined ? "" : JSON.stringify(result),
    atMs: outcome.atMs,
    durationMs: outcome.durationMs ?? 0,
  };
  return rae.v1.CommandOutcome.encode(wire).finish();
}

/**
 * Reads the bytes of `rae.v1.CommandOutcome`.
 * @throws RaeError `undecodable`, also for a state that this version does not know.
 */
export function parseOutcome(bytes: Uint8Array | null): CommandOutcome {
  const wire = decodeOrThrow(bytes, (present) => rae.v1.CommandOutcome.decode(present));
  const { boxId, sessionId } = wire;
  const commandId = checkedName(wire.commandId, "commandId");
  const atMs = checkedTime(wire.atMs, "atMs");
  check(isId(boxId), "boxId");
  check(sessionId.length <= 64, "sessionId");
  check(wire.durationMs >= 0 && Number.isFinite(wire.durationMs), "durationMs");
  const state = stateByNumber.get(wire.state);
  const source = sources.find((name) => name === wire.source);
  if (state === undefined) throw new RaeError("undecodable", `state ${wire.state} is not known`);
  if (source === undefined) throw new RaeError("undecodable", `source is not usable`);
  const details = wire.detailsJson === "" ? {} : parseJsonObject(wire.detailsJson, "detailsJson");
  return {
    ...{ commandId, boxId, sessionId, state, source, atMs },
    ...(wire.code === "" ? {} : { error: { code: wire.code, message: wire.message, details } }),
    ...(wire.resultJson === "" ? {} : { result: parseJsonObject(wire.resultJson, "resultJson") }),
    ...(wire.durationMs === 0 ? {} : { durationMs: wire.durationMs }),
  };
}

const controlKinds = {
  unknown: 0,
  "gateway-alive": 1,
  "gateway-stopped": 2,
  "aggregator-alive": 3,
} as const satisfies Record<ControlRecord["kind"], number>;

const controlKindOf = new Map<number, ControlRecord["kind"]>(
  Object.entries(controlKinds).map(([kind, wire]) => [wire, kind as ControlRecord["kind"]]),
);

export function encodeControl(record: ControlRecord): Uint8Array {
  const { gatewayId, kind, atMs } = record;
  return rae.v1.ControlRecord.encode({ gatewayId, kind: controlKinds[kind], atMs }).finish();
}

/**
 * Reads the bytes of `rae.v1.ControlRecord`; a kind of a newer version comes as `unknown`.
 * @throws RaeError `undecodable`, also for a record without a value.
 */
export function parseControl(bytes: Uint8Array | null): ControlRecord {
  const wire = decodeOrThrow(bytes, (present) => rae.v1.ControlRecord.decode(present));
  const gatewayId = checkedName(wire.gatewayId, "gatewayId");
  const atMs = checkedTime(wire.atMs, "atMs");
  return { gatewayId, kind: controlKindOf.get(wire.kind) ?? "unknown", atMs };
}
