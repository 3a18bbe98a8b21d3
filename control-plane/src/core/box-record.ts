import type { BoxStatus } from "@rae/protocol";

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
  readonly status: BoxStatus;
  readonly statusReceivedAtMs: number;
  /** Place of the newest roster applied, in the current registry. */
  readonly roster?: { readonly connection: number; readonly sequence: number };
}

/** When each gateway was last heard, by the receive time of its liveness record. */
export interface GatewayRecord {
  readonly gatewayId: string;
  readonly aliveAtMs: number;
  readonly stopped: boolean;
}
