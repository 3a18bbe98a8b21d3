import type { AttributeValue, CommandName, CommandParameters, CommandResult } from "@rae/protocol";
import type { ToldKey } from "./driver.ts";

/** What the author of a driver tells of a device; fields as in `Observation`. */
export interface DeviceObservation {
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly removed?: readonly string[];
  readonly recalled?: readonly string[];
  readonly keys?: readonly ToldKey[];
  /** All devices behind this one, by their names. What they offer follows from `partCommands`. */
  readonly parts?: Readonly<Record<string, Omit<DeviceObservation, "parts">>>;
}

/** What one command gives: the contract's result, and what else was learned on the way. */
export interface CommandAnswer<N extends CommandName> {
  readonly result: CommandResult<N>;
  readonly observation?: DeviceObservation;
}

/** Commands that a device can offer: all but `info.get`, which follows from its probe. */
export type OfferedCommand = Exclude<CommandName, "info.get">;

/** What a device does for each command that it offers; the others of the same capability are `unsupported`. */
export type Commands<Part extends readonly string[] = []> = {
  readonly [N in OfferedCommand]?: (
    parameters: CommandParameters<N>,
    signal: AbortSignal,
    ...part: Part
  ) => Promise<CommandAnswer<N>>;
};

/** One device as its driver's author describes it. What each of the methods promises stands with `Driver`. */
export interface DeviceDefinition {
  probe(signal: AbortSignal): Promise<DeviceObservation>;
  readonly commands: Commands;
  /** Commands to one of the devices behind this one. */
  readonly partCommands?: Commands<[part: string]>;
  /** Called once. */
  close?(): void | Promise<void>;
}
