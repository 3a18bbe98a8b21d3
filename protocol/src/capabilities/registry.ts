import { schemaFaults } from "@rae/kit";
import type { JsonObject } from "../command.ts";
import { RaeError } from "../rae-error.ts";
import { app } from "./app.ts";
import { deviceConsole } from "./console.ts";
import type { CapabilityContract, CommandContract } from "./contract.ts";
import { info } from "./info.ts";
import { power } from "./power.ts";
import { remoteControl } from "./remote-control.ts";

/** Every contract, by name. */
export const capabilities: ReadonlyMap<string, CapabilityContract> = new Map(
  [info, power, remoteControl, app, deviceConsole].map((contract: CapabilityContract) => [
    contract.name,
    contract,
  ]),
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
  const faults = schemaFaults(commandContract(capability, command).parameters, parameters);
  if (faults.length === 0) return;
  throw new RaeError("invalid-parameters", `the parameters do not fit ${capability}.${command}`, {
    details: { faults },
  });
}
