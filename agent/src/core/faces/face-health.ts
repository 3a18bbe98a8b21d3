import type { ErrorCode } from "@rae/protocol";

/** How a device answers over one face. */
export type FaceHealth =
  | { readonly state: "unknown" }
  | { readonly state: "online" }
  | {
      readonly state: "asleep" | "offline";
      readonly code: ErrorCode;
      readonly detail: string;
    };

/** A face's health and the failures in a row that have not changed it yet. */
export interface HealthRecord {
  readonly health: FaceHealth;
  readonly failures: number;
}

export type HealthInput =
  | { readonly kind: "answered" }
  | { readonly kind: "failed"; readonly code: ErrorCode; readonly detail: string }
  | { readonly kind: "link-lost"; readonly code: ErrorCode; readonly detail: string }
  /** The driver did what it may not: how the device is, is not known. */
  | { readonly kind: "faulty"; readonly detail: string };

export const initialHealth: HealthRecord = { health: { state: "unknown" }, failures: 0 };

/** Failures in a row before a silent device counts as offline: one lost packet is no news. */
const failuresUntilOffline = 2;

// The device has answered, though not as one would wish.
const answers: readonly ErrorCode[] = ["refused", "limited-mode", "busy", "unsupported"];

/**
 * The health of a face after a probe or a change of its link. A device that says it sleeps, and a
 * link that is lost, are believed at once.
 */
export function nextHealth(record: HealthRecord, input: HealthInput): HealthRecord {
  if (input.kind === "answered" || (input.kind === "failed" && answers.includes(input.code))) {
    return { health: { state: "online" }, failures: 0 };
  }
  if (input.kind === "faulty") {
    const { detail } = input;
    return {
      health: { state: "offline", code: "driver-fault", detail },
      failures: record.failures + 1,
    };
  }
  const { code, detail } = input;
  // As good as an answer: whoever says so knows how the device is.
  if (input.kind === "failed" && code === "asleep") {
    return { health: { state: "asleep", code, detail }, failures: 0 };
  }
  const failures = record.failures + 1;
  if (input.kind === "failed" && failures < failuresUntilOffline) {
    return { health: record.health, failures };
  }
  // A sleeping device drops off the network; it is still the one that sleeps.
  if (record.health.state === "asleep" && input.kind === "link-lost")
    return { ...record, failures };
  return { health: { state: "offline", code, detail }, failures };
}
