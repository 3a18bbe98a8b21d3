export {
  type Attribute,
  type AttributeEntry,
  type Attributes,
  type AttributeType,
  type AttributeValue,
  attributeCatalogue,
  attributeTypeOf,
  isAttributeName,
  isBoxAttribute,
  sameAttributeValue,
  type WellKnownAttribute,
} from "./attribute.ts";
export {
  type AuditEntry,
  type AuditOutcome,
  auditOutcomes,
  isLaterOutcome,
} from "./audit.ts";
export { encodeAuditEntry, parseAuditEntry } from "./audit-codec.ts";
export { encodeBoxEvent, parseBoxEvent } from "./box-event-codec.ts";
export type {
  CommandName,
  CommandParameters,
  CommandResult,
} from "./capabilities/capability-table.ts";
export type { CapabilityContract, CommandContract, EffectClass } from "./capabilities/contract.ts";
export {
  capabilities,
  checkParameters,
  commandContract,
  resultFaults,
} from "./capabilities/registry.ts";
export { type RemoteKey, remoteKeys } from "./capabilities/remote-control.ts";
export {
  type BoxCommand,
  type CommandOutcome,
  type CommandState,
  type ConnectionReplacedCommand,
  type ControlRecord,
  type DeviceCommand,
  type ErrorReport,
  isTerminal,
  type JsonObject,
  type OutcomeSource,
  type OutcomeState,
  type ResyncConnectionCommand,
  type ResyncSessionCommand,
  type TerminalState,
  terminalStates,
  type UnknownCommand,
} from "./command.ts";
export {
  encodeCommand,
  encodeControl,
  encodeOutcome,
  parseCommand,
  parseControl,
  parseOutcome,
} from "./command-codec.ts";
export { stampRemaining } from "./command-remaining.ts";
export { defaults } from "./defaults.ts";
export {
  type AttachedEvent,
  type AttributesChangedEvent,
  type BirthEvent,
  type BoxEvent,
  type BoxStatus,
  type DetachedEvent,
  type DeviceEvent,
  type EventOrigin,
  type IdentityConflict,
  isDeviceEvent,
  type LostEvent,
  type PresenceEvent,
  type RevisionRange,
  type RosterEvent,
  type SnapshotEvent,
  type StatusEvent,
  type UnknownBoxEvent,
  type UnknownDeviceEvent,
} from "./device-event.ts";
export {
  describeErrorCode,
  type ErrorCode,
  errorCodes,
  isErrorCode,
} from "./error-code.ts";
export type { ErrorCodeEntry, Fault } from "./error-code-entry.ts";
export {
  type HealthCommandName,
  healthCapability,
  healthCommandNames,
  parseHealthOrder,
} from "./health-commands.ts";
export {
  holdsDevice,
  type Lease,
  type LeasedDevice,
  type LeaseEndReason,
  type LeaseState,
  leaseEndReasons,
} from "./lease.ts";
export { encodeLease, parseLease } from "./lease-codec.ts";
export {
  type LeaseCommandName,
  type LeaseCommandParameters,
  type LeaseOrder,
  leaseCapability,
  leaseCommands,
  parseLeaseOrder,
} from "./lease-commands.ts";
export { type ErrorDetails, RaeError, toRaeError } from "./rae-error.ts";
export type { SeenOthers, SeenTimes, SessionSeen } from "./seen-times.ts";
export { encodeSeenTimes, parseSeenTimes } from "./seen-times-codec.ts";
export {
  idPattern,
  isId,
  type LogTopic,
  logHeaders,
  logTopics,
  type MqttChannel,
  mqttChannels,
  mqttTopic,
  parseMqttTopic,
  schemaVersion,
} from "./topics.ts";
export { isUuid, timeOfUuidV7, uuidV7, uuidV7Floor } from "./uuid.ts";
