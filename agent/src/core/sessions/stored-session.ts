import type { Attributes } from "@rae/protocol";
import type { DeviceKey } from "../assignment/device-key.ts";

/** An open device session as the registry file holds it. */
export interface StoredSession {
  readonly sessionId: string;
  /** The revision of the newest event of the session. */
  readonly revision: number;
  readonly keys: readonly DeviceKey[];
  readonly attributes: Attributes;
}

/** What happened to a session, beside the session as it is now. */
export type SessionChange =
  | { readonly kind: "Attached" }
  | {
      readonly kind: "AttributesChanged";
      readonly attributes: Attributes;
      readonly removed: readonly string[];
    }
  | { readonly kind: "Snapshot" }
  | { readonly kind: "Detached"; readonly reason: string };
