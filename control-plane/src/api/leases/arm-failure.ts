import { isErrorCode, type LeasedDevice, RaeError } from "@rae/protocol";
import type { CommandRecord } from "../../core/command-record.ts";

/** Why the agent did not arm the device, by what became of the command; undefined if it did. */
export function armFailure(command: CommandRecord, device: LeasedDevice): RaeError | undefined {
  if (command.state === "succeeded") return undefined;
  const { sessionId, boxId } = device;
  const where = { device: sessionId, boxId, commandId: command.commandId };
  const { error } = command;
  const hasRefused = command.state === "rejected" || command.state === "failed";
  if (!hasRefused || error === undefined || !isErrorCode(error.code)) {
    return new RaeError("lease-not-armed", `the agent of box ${boxId} did not confirm the lease`, {
      details: { ...where, state: command.state },
    });
  }
  return new RaeError(error.code, error.message, { details: { ...error.details, ...where } });
}
