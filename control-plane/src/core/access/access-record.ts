import type { Role } from "./role.ts";

interface Versioned {
  readonly id: string;
  /** +1 for each change; 1 when it is made. */
  readonly version: number;
  readonly madeBy: string;
  readonly madeAtMs: number;
  /** From then on it counts for nothing; undefined: it does not end by itself. */
  readonly expiresAtMs?: number;
  /** Set for good; an assignment may be made again, as a new version without it. */
  readonly revoked?: { readonly by: string; readonly atMs: number };
}

/** A token of a program. The token itself is never kept. */
export interface TokenRecord extends Versioned {
  readonly kind: "token";
  readonly tenant: string;
  readonly role: Role;
  readonly reach: "tenant" | "platform";
  /** SHA-256 of the secret, hexadecimal. */
  readonly secretSha256: string;
  readonly description: string;
}

/** A partner or a team; its id is its name in addresses and certificates. */
export interface TenantRecord extends Versioned {
  readonly kind: "tenant";
  readonly name: string;
}

/** Gives another tenant a role for devices of this one. */
export interface ShareRecord extends Versioned {
  readonly kind: "share";
  /** Whose devices they are. */
  readonly tenant: string;
  readonly withTenant: string;
  readonly role: Role;
  /** Asset names, or what the devices must be: requirements as `POST /v1/match` takes them. One of the two. */
  readonly assets?: readonly string[];
  readonly match?: unknown;
}

/** Gives one device, by its asset name, to another tenant than that of its box. The id is that of `assignmentId`. */
export interface AssignmentRecord extends Versioned {
  readonly kind: "assignment";
  /** Whose box it is at. Another tenant's device of that name is none of it. */
  readonly ofTenant: string;
  readonly asset: string;
  /** Whose it is. */
  readonly tenant: string;
}

/** Whatever decides about access and may change while processes run. Records of every kind are few: some thousand. */
export type AccessRecord = TokenRecord | TenantRecord | ShareRecord | AssignmentRecord;

export type AccessKind = AccessRecord["kind"];

/** Whether it counts now. */
export function isInForce(
  { revoked, expiresAtMs }: Pick<AccessRecord, "revoked" | "expiresAtMs">,
  nowMs: number,
): boolean {
  return revoked === undefined && (expiresAtMs === undefined || nowMs < expiresAtMs);
}
