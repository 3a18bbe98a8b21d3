import { schemaFaults } from "@rae/kit";
import { type Static, type TObject, Type } from "typebox";
import type { JsonObject } from "./command.ts";
import { RaeError } from "./rae-error.ts";

/** The capability's name of commands by which the control plane tells an agent of leases. No driver and no client has it. */
export const leaseCapability = "lease";

/**
 * Each is a device command with the lease's id, token and remaining time. `arm`: from now on the device obeys that lease alone; it
 * succeeds when the device is clean and checked, and sent again it renews. `end`: what has this token or a lower one is over.
 */
export const leaseCommands = {
  arm: Type.Object({
    holder: Type.String({ maxLength: 128 }),
    purpose: Type.String({ maxLength: 512 }),
    untilMs: Type.Integer({ minimum: 0, description: "by the control plane's clock; for people" }),
  }),
  end: Type.Object({ reason: Type.String({ maxLength: 64 }) }),
} as const satisfies Record<string, TObject>;

export type LeaseCommandName = keyof typeof leaseCommands;
export type LeaseCommandParameters<N extends LeaseCommandName> = Static<(typeof leaseCommands)[N]>;

/** What an agent is told of a lease, read from a command. */
export type LeaseOrder =
  | { readonly name: "arm"; readonly parameters: LeaseCommandParameters<"arm"> }
  | { readonly name: "end"; readonly parameters: LeaseCommandParameters<"end"> };

/** @throws RaeError `unsupported` for a command of a newer version, `invalid-parameters`. */
export function parseLeaseOrder(command: string, parameters: JsonObject): LeaseOrder {
  if (command === "arm") {
    return { name: "arm", parameters: checked(leaseCommands.arm, "arm", parameters) };
  }
  if (command === "end") {
    return { name: "end", parameters: checked(leaseCommands.end, "end", parameters) };
  }
  throw new RaeError("unsupported", `there is no command ${leaseCapability}.${command}`);
}

function checked<T extends TObject>(schema: T, name: string, parameters: JsonObject): Static<T> {
  const faults = schemaFaults(schema, parameters);
  if (faults.length === 0) return parameters as Static<T>;
  throw new RaeError("invalid-parameters", `the parameters do not fit ${leaseCapability}.${name}`, {
    details: { faults },
  });
}
