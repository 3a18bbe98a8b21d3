import type { Logger } from "@rae/kit";
import {
  type BoxCommand,
  type ConnectionReplacedCommand,
  type DeviceCommand,
  parseCommand,
  type ResyncConnectionCommand,
  type ResyncSessionCommand,
} from "@rae/protocol";

/** Who acts on each kind of command. */
export interface CommandHandlers {
  readonly device: (command: DeviceCommand) => void;
  readonly resyncSession: (command: ResyncSessionCommand) => void;
  readonly resyncConnection: (command: ResyncConnectionCommand) => void;
  readonly connectionReplaced: (command: ConnectionReplacedCommand) => void;
}

/**
 * Makes the receiver of the box's command channel. Never throws: a payload that cannot be read, and one for another box, are
 * logged and passed over; of a kind that a newer control plane may send, the sender hears by its own deadline.
 */
export function commandIntake(
  boxId: string,
  handlers: CommandHandlers,
  logger: Logger,
): (payload: Uint8Array) => void {
  const dispatch = (command: BoxCommand) => {
    if (command.boxId !== boxId) {
      logger.warn(
        { commandId: command.commandId, boxId: command.boxId },
        "command for another box",
      );
      return;
    }
    switch (command.kind) {
      case "device":
        handlers.device(command);
        break;
      case "resync-session":
        handlers.resyncSession(command);
        break;
      case "resync-connection":
        handlers.resyncConnection(command);
        break;
      case "connection-replaced":
        handlers.connectionReplaced(command);
        break;
      case "unknown":
        logger.warn(
          { commandId: command.commandId, kind: command.kindNumber },
          "command of an unknown kind",
        );
    }
  };
  return (payload) => {
    try {
      dispatch(parseCommand(payload));
    } catch (error) {
      logger.warn({ err: error, bytes: payload.length }, "command not taken");
    }
  };
}
