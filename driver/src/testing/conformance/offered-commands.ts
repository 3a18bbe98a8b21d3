import { type CommandContract, capabilities, type JsonObject } from "@rae/protocol";
import { Create } from "typebox/value";
import type { Driver } from "../../driver.ts";

/** A command that a driver offers, with parameters that its contract accepts. */
export interface OfferedCommand {
  readonly name: string;
  readonly capability: string;
  readonly command: string;
  readonly contract: CommandContract;
  readonly parameters: JsonObject;
}

/** Every command of the capabilities that a driver offers. */
export function offeredCommands(driver: Driver): readonly OfferedCommand[] {
  return driver.capabilities.flatMap((capability) =>
    Object.entries(capabilities.get(capability)?.commands ?? {}).map(([command, contract]) => ({
      ...{ name: `${capability}.${command}`, capability, command, contract },
      parameters: sample(contract),
    })),
  );
}

function sample({ parameters }: CommandContract): JsonObject {
  const created: unknown = Create(parameters);
  return typeof created === "object" && created !== null ? { ...created } : {};
}
