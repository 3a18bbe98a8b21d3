import {
  type CommandOutcome,
  type DeviceCommand,
  type EffectClass,
  type JsonObject,
  type OutcomeState,
  RaeError,
} from "@rae/protocol";

type Named = Pick<DeviceCommand, "commandId" | "boxId" | "sessionId">;

/** An outcome by this agent; `error` where the state has one. */
export function outcomeOf(
  { commandId, boxId, sessionId }: Named,
  state: OutcomeState,
  atMs: number,
  more: {
    readonly error?: RaeError;
    readonly result?: JsonObject;
    readonly durationMs?: number;
  } = {},
): CommandOutcome {
  const { error, result, durationMs } = more;
  return {
    ...{ commandId, boxId, sessionId, state, atMs, source: "agent" },
    ...(error === undefined
      ? {}
      : { error: { code: error.code, message: error.message, details: error.details } }),
    ...(result === undefined ? {} : { result }),
    ...(durationMs === undefined ? {} : { durationMs }),
  };
}

/**
 * The outcome of a command that was started when the agent ended. It is never run again: whether an effect-once command acted is
 * not known, any other may be sent anew.
 */
export function interruptedOutcome(
  command: Named,
  effect: EffectClass,
  atMs: number,
): CommandOutcome {
  const error = new RaeError("interrupted", "the agent ended while the command ran");
  return outcomeOf(command, effect === "effect-once" ? "unknown" : "failed", atMs, { error });
}
