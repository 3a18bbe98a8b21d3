import { type BoxStatus, encodeBoxEvent } from "@rae/protocol";

/** Who speaks on the presence channel; the number is that of the connection. */
export interface Speaker {
  readonly boxId: string;
  readonly registryId: string;
  readonly connection: number;
}

// Presence events are outside of the registry's order and of the outbox: an old one must never be sent late.
const outsideOfOrder = { sequence: 0 } as const;

export function encodeBirth(speaker: Speaker, status: BoxStatus, nowMs: number): Uint8Array {
  return encodeBoxEvent({
    ...speaker,
    ...outsideOfOrder,
    observedAtMs: nowMs,
    kind: "Birth",
    status,
  });
}

export function encodeStatus(speaker: Speaker, status: BoxStatus, nowMs: number): Uint8Array {
  return encodeBoxEvent({
    ...speaker,
    ...outsideOfOrder,
    observedAtMs: nowMs,
    kind: "Status",
    status,
  });
}

export function encodeLost(speaker: Speaker, reason: string, nowMs: number): Uint8Array {
  return encodeBoxEvent({
    ...speaker,
    ...outsideOfOrder,
    observedAtMs: nowMs,
    kind: "Lost",
    reason,
  });
}
