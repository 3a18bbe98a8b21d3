import {
  type CommandOutcome,
  type DeviceCommand,
  defaults,
  type EffectClass,
  type ErrorCode,
  encodeOutcome,
  type JsonObject,
  type OutcomeState,
  RaeError,
} from "@rae/protocol";

type Named = Pick<DeviceCommand, "commandId" | "boxId" | "sessionId">;

const maxMessageLength = 1_000;

/** An outcome by this agent, never larger than a message may be; `error` where the state has one. */
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
  const named = { commandId, boxId, sessionId, atMs, source: "agent" } as const;
  const outcome: CommandOutcome = {
    ...named,
    state,
    ...(error === undefined
      ? {}
      : { error: { code: error.code, message: error.message, details: error.details } }),
    ...(result === undefined ? {} : { result }),
    ...(durationMs === undefined ? {} : { durationMs }),
  };
  const sizeBytes = encodeOutcome(outcome).length;
  if (sizeBytes <= defaults.payloadLimitBytes) return outcome;
  // The gateway would refuse it, and it would be sent again for ever.
  const message =
    error === undefined
      ? "the command ran, but its result is larger than a message may be"
      : error.message.slice(0, maxMessageLength);
  const code = error?.code ?? "internal";
  return {
    ...named,
    state: state === "succeeded" ? "failed" : state,
    error: { code, message, details: { sizeBytes, limitBytes: defaults.payloadLimitBytes } },
  };
}

/** By what a command is ended from outside while it may be acting. */
const interruptions: ReadonlySet<ErrorCode> = new Set([
  "interrupted",
  "driver-fault",
  "lease-lost",
  "leased",
]);

/**
 * How a command ends by an error. One that must act at most once and may have acted, since its request had gone out (`details.sent`),
 * since its driver did what it may not, since its lease is lost or since the agent stops, is `unknown`: `failed` would invite to send it again.
 */
export function endByError(
  effect: EffectClass,
  error: RaeError,
): { readonly state: "failed" | "unknown"; readonly error: RaeError } {
  if (effect !== "effect-once") return { state: "failed", error };
  if (interruptions.has(error.code)) return { state: "unknown", error };
  const { code, message, details } = error;
  if (details.sent !== true) return { state: "failed", error };
  return {
    state: "unknown",
    error: new RaeError("outcome-unknown", message, {
      cause: error,
      details: { ...details, code },
    }),
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
