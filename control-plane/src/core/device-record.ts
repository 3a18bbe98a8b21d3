import type { Attributes } from "@rae/protocol";

/** Where an event stands in the order of its box: registries by the log, then connection, then sequence. */
export interface EventPlace {
  readonly registryId: string;
  readonly connection: number;
  readonly sequence: number;
}

/** One device session, folded from its events: the attributes part, guarded by `revision`. */
export interface DeviceRecord {
  readonly sessionId: string;
  readonly boxId: string;
  readonly revision: number;
  readonly attributes: Attributes;
  /** A revision was missed; the next Snapshot heals it. */
  readonly stale: boolean;
  /** The place of the first event that made the record; a roster made before it does not judge it. */
  readonly createdAt: EventPlace;
  /** When a gateway received the first and the newest applied event, milliseconds since the epoch; shown, never compared. */
  readonly firstReceivedAtMs: number;
  readonly receivedAtMs: number;
  /** Observation time of the newest applied event, by the box's clock. */
  readonly observedAtMs: number;
  /** Set on a tombstone: the session is over for good. Reasons: those of Detached, and `registry-lost`. */
  readonly ended?: { readonly reason: string; readonly receivedAtMs: number };
}
