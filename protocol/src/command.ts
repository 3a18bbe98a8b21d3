import type { Fault } from "./error-code-entry.ts";
import type { ErrorDetails } from "./rae-error.ts";

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Numbers of command kinds on the wire. */
export const commandKinds = {
  device: 1,
  "resync-session": 2,
  "resync-connection": 3,
  "connection-replaced": 4,
} as const;

interface CommandBase {
  /** UUIDv7. */
  readonly commandId: string;
  readonly boxId: string;
}

/** Asks a driver to act on a device. */
export interface DeviceCommand extends CommandBase {
  readonly kind: "device";
  readonly sessionId: string;
  readonly capability: string;
  readonly command: string;
  readonly parameters: JsonObject;
  /** How long the command may still take, counted from when this message is sent (on the log: from its append). */
  readonly remainingMs: number;
  readonly lease?: {
    readonly leaseId: string;
    readonly token: number;
    readonly remainingMs: number;
  };
}

/** Asks the agent to set the session's revision to max(own, have) + 1 and send a Snapshot. */
export interface ResyncSessionCommand extends CommandBase {
  readonly kind: "resync-session";
  readonly sessionId: string;
  readonly haveRevision: number;
  /** The control plane holds the session as ended for good: the agent ends it too and attaches the device anew. */
  readonly sessionEnded: boolean;
}

/**
 * Answers a refused Birth (its registry was restored from an older copy). The agent acts only if `refused` is its own registry
 * and its own current connection: it sets its number to `haveConnection`, takes a new registry id if `registrySuperseded`,
 * and connects again.
 */
export interface ResyncConnectionCommand extends CommandBase {
  readonly kind: "resync-connection";
  readonly refusedRegistryId: string;
  readonly refusedConnection: number;
  readonly haveConnection: number;
  readonly registrySuperseded: boolean;
}

/**
 * Tells a connection, before it is closed, that another one with the same client id has taken its place. An agent has one connection at
 * a time, so that one which hears this has another client with its identity.
 */
export interface ConnectionReplacedCommand extends CommandBase {
  readonly kind: "connection-replaced";
  /** Address and port of the other client. */
  readonly peer: string;
}

/** A command of a kind that this version does not know. */
export interface UnknownCommand extends CommandBase {
  readonly kind: "unknown";
  readonly kindNumber: number;
}

export type BoxCommand =
  | DeviceCommand
  | ResyncSessionCommand
  | ResyncConnectionCommand
  | ConnectionReplacedCommand
  | UnknownCommand;

/** Numbers of outcome states on the wire. `sent` and `started` are not terminal. */
export const outcomeStates = {
  sent: 1,
  started: 2,
  succeeded: 10,
  failed: 11,
  rejected: 12,
  expired: 13,
  unknown: 14,
} as const;
export type OutcomeState = keyof typeof outcomeStates;

export const terminalStates = ["succeeded", "failed", "rejected", "expired", "unknown"] as const;
export type TerminalState = (typeof terminalStates)[number];

/** The state of a command as REST shows it. */
export type CommandState = "pending" | "sent" | "started" | TerminalState;

export function isTerminal(state: CommandState): state is TerminalState {
  return terminalStates.some((terminal) => terminal === state);
}

export type OutcomeSource = "agent" | "gateway" | "sweeper";

/** What somebody says of a command. The first terminal one in log order decides. */
export interface CommandOutcome {
  readonly commandId: string;
  readonly boxId: string;
  readonly sessionId: string;
  readonly state: OutcomeState;
  readonly source: OutcomeSource;
  /** Set unless the state is sent, started or succeeded. A newer agent may send a code that this version does not know. */
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly details: ErrorDetails;
  };
  /** Set when succeeded. */
  readonly result?: JsonObject;
  readonly atMs: number;
  /** How long the device took. */
  readonly durationMs?: number;
}

/** An error as people and programs read it. */
export interface ErrorReport {
  readonly code: string;
  readonly message: string;
  readonly fault: Fault;
  readonly retryable: boolean;
  readonly remedy: string;
  readonly details: ErrorDetails;
}

/** What processes of the control plane say of themselves. */
export interface ControlRecord {
  /** Of the gateway, or of the aggregator for `aggregator-alive`. */
  readonly gatewayId: string;
  readonly kind: "gateway-alive" | "gateway-stopped" | "aggregator-alive" | "unknown";
  readonly atMs: number;
}
