import {
  type CommandContract,
  checkParameters,
  commandContract,
  type DeviceCommand,
  RaeError,
} from "@rae/protocol";

/** What admission knows of the session that a command names. */
export interface CommandTarget {
  readonly isOpen: boolean;
  /** Whether a driver of the session offers the capability. */
  readonly offers: (capability: string) => boolean;
}

/**
 * The contract of a command that may be queued.
 * @throws RaeError with the reason for which it is rejected: `session-ended`, `unsupported` or `invalid-parameters`.
 */
export function admitCommand(
  command: Pick<DeviceCommand, "sessionId" | "capability" | "command" | "parameters">,
  target: CommandTarget,
): CommandContract {
  const { sessionId, capability } = command;
  if (!target.isOpen) {
    throw new RaeError("session-ended", `session ${sessionId} is not open at this box`);
  }
  const contract = commandContract(capability, command.command);
  if (!target.offers(capability)) {
    throw new RaeError("unsupported", `the device does not offer ${capability}`, {
      details: { capability },
    });
  }
  checkParameters(capability, command.command, command.parameters);
  return contract;
}
