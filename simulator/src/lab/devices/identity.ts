import { createHash } from "node:crypto";
import { Type } from "typebox";

const name = Type.Optional(Type.String({ pattern: "^[A-Za-z0-9-]{1,64}$" }));

/** An identity as scenarios and faults give it, each part if wanted. */
export const identitySchemas = {
  mac: Type.Optional(Type.String({ pattern: "^[0-9a-f]{2}(:[0-9a-f]{2}){5}$" })),
  esn: name,
  serial: name,
};

/** What a device says it is. Firmware may change any of it. */
export interface Identity {
  /** Lower case with colons. */
  readonly mac: string;
  readonly esn: string;
  readonly serial: string;
}

/** The identity of a device that has been given none: the same for the same id, another for another. */
export function identityOf(id: string, given: Partial<Identity>): Identity {
  const hash = createHash("sha256").update(id).digest();
  const hex = hash.toString("hex");
  return {
    // Locally administered and unicast, so that no real card has it.
    mac: given.mac ?? ["02", ...(hex.slice(0, 10).match(/../g) ?? [])].join(":"),
    esn: given.esn ?? `RAESIM-${hex.slice(10, 26).toUpperCase()}`,
    serial: given.serial ?? `SIM${hex.slice(26, 35).toUpperCase()}`,
  };
}

/** The identity after a reboot that brings another one. */
export function changedIdentity(
  identity: Identity,
  change: { mac?: string | undefined; esn?: string | undefined; serial?: string | undefined },
): Identity {
  return {
    mac: change.mac ?? identity.mac,
    esn: change.esn ?? identity.esn,
    serial: change.serial ?? identity.serial,
  };
}

/** A UUID (version 5 in form) that is always the same for a name. */
export function uuidOf(name: string): string {
  const hex = createHash("sha256").update(`uuid:${name}`).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/** A number for a name, for noise. */
export function seedOf(name: string): number {
  return createHash("sha256").update(name).digest().readInt32LE(0);
}
