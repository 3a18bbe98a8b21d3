import { recheckDelayMs } from "./recheck-delay.ts";

/** What must still succeed before the device may be handed out; after `clean` comes `check`. */
export type DueCare = "nothing" | "check" | "clean";

/** How a device stands with its checks and clean-ups. */
export interface DeviceHealth {
  readonly verdict: "unknown" | "ready" | "quarantined";
  /** Why it is in quarantine; empty otherwise. */
  readonly reason: string;
  readonly due: DueCare;
  /** What runs now. */
  readonly running: DueCare;
  /** Runs in a row that failed. */
  readonly failures: number;
  /** Runs in a row that ended as the device had gone. */
  readonly losses: number;
  /** By the monotonic clock: nothing is run before. */
  readonly notBeforeMs: number;
  /** Whether the session shows its health: a device that has no list and was never leased does not. */
  readonly isShown: boolean;
}

export type HealthInput =
  /** A lease of the device is over. */
  | { readonly kind: "lease-ended" }
  /** Somebody wants to know now. */
  | { readonly kind: "check-asked" }
  /** What was known may no longer hold: the lists are others, or the agent has restarted. */
  | { readonly kind: "doubt" }
  /** Somebody takes it upon himself that the device is well. */
  | { readonly kind: "released" }
  | { readonly kind: "begun" }
  | { readonly kind: "cleaned" }
  /** `hadSteps`: its lists are not both empty. */
  | { readonly kind: "passed"; readonly hadSteps: boolean }
  | { readonly kind: "failed"; readonly reason: string; readonly at: Moment }
  /** The device went away meanwhile, which says nothing of it. */
  | { readonly kind: "lost"; readonly reason: string; readonly at: Moment }
  /** Others kept the device busy, so that the run did not come to its end. */
  | { readonly kind: "crowded-out"; readonly at: Moment };

/** When, by the monotonic clock, and a number drawn at random from 0 to 1. */
export interface Moment {
  readonly nowMs: number;
  readonly random: number;
}

/** A device that leaves again and again while it is cared for is not well. */
export const maxLosses = 3;
/** A device that is back may still be starting. */
const againMs = 5_000;

/** A device that nobody has looked at yet. */
export const unknownHealth: DeviceHealth = {
  ...{ verdict: "unknown", reason: "", due: "check", running: "nothing" },
  ...{ failures: 0, losses: 0, notBeforeMs: 0, isShown: false },
};

/** How a device stands after something has happened. A run that no longer counts must be ended by the caller before. */
export function nextDeviceHealth(health: DeviceHealth, input: HealthInput): DeviceHealth {
  const { verdict, due } = health;
  const isQuarantined = verdict === "quarantined";
  switch (input.kind) {
    case "lease-ended":
      return {
        ...health,
        ...{ verdict: isQuarantined ? verdict : "unknown", due: "clean", running: "nothing" },
        ...{ losses: 0, notBeforeMs: 0, isShown: true },
      };
    case "check-asked":
      return {
        ...health,
        ...{ verdict: isQuarantined ? verdict : "unknown", due: orCheck(due) },
        ...{ running: "nothing", losses: 0, notBeforeMs: 0, isShown: true },
      };
    case "doubt":
      return { ...health, due: orCheck(due), running: "nothing", notBeforeMs: 0 };
    case "released":
      return { ...unknownHealth, verdict: "ready", due: "nothing", isShown: true };
    case "begun":
      return { ...health, running: due };
    case "cleaned":
      return {
        ...health,
        due: "check",
        running: health.running === "nothing" ? "nothing" : "check",
      };
    case "passed":
      return {
        ...{ ...unknownHealth, verdict: "ready", due: "nothing" },
        isShown: health.isShown || input.hadSteps,
      };
    case "failed":
      return failed(health, input.reason, input.at);
    case "lost": {
      const losses = health.losses + 1;
      const before = { ...health, losses, running: "nothing" } as const;
      if (losses >= maxLosses) return failed(before, input.reason, input.at);
      return { ...before, notBeforeMs: input.at.nowMs + againMs };
    }
    case "crowded-out":
      return { ...health, running: "nothing", notBeforeMs: input.at.nowMs + againMs };
  }
}

/** Whether the device may be handed out now. One that is away is as it was when it was last seen. */
export function isReady({ verdict, running }: DeviceHealth): boolean {
  return verdict === "ready" && running === "nothing";
}

/** What the session shows; undefined if nothing. */
export function shownHealth({ verdict, reason, due, isShown }: DeviceHealth) {
  if (!isShown) return undefined;
  if (verdict === "quarantined") return { state: "quarantined", reason } as const;
  if (due === "clean") return { state: "cleaning", reason: "" } as const;
  return { state: verdict === "ready" ? "ready" : "checking", reason: "" } as const;
}

function failed(health: DeviceHealth, reason: string, { nowMs, random }: Moment): DeviceHealth {
  const failures = health.failures + 1;
  return {
    ...health,
    ...{ verdict: "quarantined", reason, running: "nothing", failures, losses: 0, isShown: true },
    due: orCheck(health.due),
    notBeforeMs: nowMs + recheckDelayMs(failures, random),
  };
}

function orCheck(due: DueCare): DueCare {
  return due === "nothing" ? "check" : due;
}
