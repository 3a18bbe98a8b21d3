import { illFormedTexts, schemaFaults } from "@rae/kit";
import type { JsonObject } from "../command.ts";
import { RaeError } from "../rae-error.ts";
import { capabilityTable } from "./capability-table.ts";
import type { CapabilityContract, CommandContract } from "./contract.ts";

/** Every contract, by name. */
export const capabilities: ReadonlyMap<string, CapabilityContract> = new Map(
  Object.entries(capabilityTable),
);

/**
 * The contract of one command.
 * @throws RaeError `unsupported` if there is none.
 */
export function commandContract(capability: string, command: string): CommandContract {
  const commands = capabilities.get(capability)?.commands;
  const contract =
    commands !== undefined && Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (contract === undefined) {
    throw new RaeError("unsupported", `there is no command ${capability}.${command}`, {
      details: {
        capability,
        command,
        known: commands === undefined ? [...capabilities.keys()] : Object.keys(commands),
      },
    });
  }
  return contract;
}

/**
 * Checks parameters against the command's contract.
 * @throws RaeError `unsupported` if there is no such command; `invalid-parameters` naming every fault.
 */
export function checkParameters(capability: string, command: string, parameters: JsonObject): void {
  const faults = [
    ...schemaFaults(commandContract(capability, command).parameters, parameters),
    ...illFormedTexts(parameters).map((path) => `${path} holds half a character`),
  ];
  if (faults.length === 0) return;
  throw new RaeError("invalid-parameters", `the parameters do not fit ${capability}.${command}`, {
    details: { faults },
  });
}

/**
 * What of a command's result does not fit its contract, a sentence each; empty if it fits.
 * @throws RaeError `unsupported` if there is no such command.
 */
export function resultFaults(
  capability: string,
  command: string,
  result: unknown,
): readonly string[] {
  return schemaFaults(commandContract(capability, command).result, result);
}
