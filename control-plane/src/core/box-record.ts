import type { BoxStatus } from "@rae/protocol";
import type { SessionResync } from "./session-resync.ts";

/** One lab box: the presence part, guarded by registry and connection, and the place of its newest roster. */
export interface BoxRecord {
  readonly boxId: string;
  readonly registryId: string;
  /** Registries that a later one replaced, newest last, at most 32: what they still say is ignored. */
  readonly supersededRegistryIds: readonly string[];
  readonly connection: number;
  readonly presence: "present" | "lost";
  /** Why it is lost: `connection lost` (last will), `stopped` (farewell), ... */
  readonly lostReason?: string;
  /** When a gateway received the event that made the presence what it is; shown, never compared. */
  readonly sinceMs: number;
  /** The gateway that holds the connection. When it is silent, the box's presence is unknown. */
  readonly gatewayId: string;
  /** Until when the certificate is valid with which the box connected last. */
  readonly certificateExpiresAtMs?: number;
  /** Whose box it is, by the certificate with which it connected last; not there: nobody's but the `default` tenant's. */
  readonly tenant?: string;
  readonly status: Omit<BoxStatus, "seen">;
  /** The status' `seen`, packed: see `withLastSeen`. Not there if the agent does not say it. */
  readonly seen?: string;
  readonly statusReceivedAtMs: number;
  /** The newest roster applied, of the current registry. */
  readonly roster?: RosterPlace;
}

/**
 * Where a roster stands in its registry, and the sessions that it found different here: the box owes them until they have healed. A roster
 * that comes again may find more of them, as the records are ahead of it; then a session is told once more than needed.
 */
export interface RosterPlace {
  readonly connection: number;
  readonly sequence: number;
  readonly owed?: readonly SessionResync[];
}

/** When each gateway was last heard, by the receive time of its liveness record. */
export interface GatewayRecord {
  readonly gatewayId: string;
  readonly aliveAtMs: number;
  readonly stopped: boolean;
  /** It is an aggregator, which holds no box: its sign of life shows that the log flows into the view. */
  readonly isAggregator?: true;
}
