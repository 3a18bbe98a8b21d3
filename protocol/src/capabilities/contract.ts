import type { TObject } from "typebox";

/**
 * What a repeat of a command would do. `query`: reads only. `idempotent`: running it twice is as running it once.
 * `effect-once`: it must run at most once, also across a restart of the agent.
 */
export type EffectClass = "query" | "idempotent" | "effect-once";

export interface CommandContract {
  readonly effect: EffectClass;
  readonly summary: string;
  readonly parameters: TObject;
  readonly result: TObject;
}

/** A typed, versioned contract that drivers implement and REST offers. */
export interface CapabilityContract {
  readonly name: string;
  readonly version: number;
  readonly summary: string;
  readonly commands: Readonly<Record<string, CommandContract>>;
}
