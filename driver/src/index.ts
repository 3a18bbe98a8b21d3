/**
 * The contract between the agent and a driver, for those who write drivers: `defineDriver` makes the `DriverFactory` that a driver's
 * package exports, and `DriverError` says why a device could not do what it was asked for.
 */
export { type Clock, sleep } from "@rae/kit";
export {
  type AttributeValue,
  type CommandName,
  type CommandParameters,
  type CommandResult,
  checkParameters,
  type ErrorCode,
  isAttributeName,
  type JsonObject,
  RaeError,
  type RemoteKey,
  remoteKeys,
  sameAttributeValue,
  toRaeError,
} from "@rae/protocol";
export { type Static, Type } from "typebox";
export { abortedError, isTimeUp } from "./aborted.ts";
export {
  type Care,
  type CareStep,
  careFaults,
  maxCareSteps,
  stepsFaults,
  type TypedStep,
} from "./care.ts";
export {
  type CheckedObservation,
  checkCapabilities,
  checkObservation,
} from "./checking/checked-observation.ts";
export { type ConfirmOptions, confirmEffect, type EffectSeen } from "./confirm-effect.ts";
export { type DeviceContext, type DriverDefinition, defineDriver } from "./define-driver.ts";
export type {
  CommandAnswer,
  Commands,
  DeviceDefinition,
  DeviceObservation,
  OfferedCommand,
} from "./device-definition.ts";
export {
  type CommandOutput,
  contractVersion,
  type Driver,
  type DriverContext,
  type DriverFactory,
  type FactoryFor,
  type Observation,
  type PartObservation,
  type ToldKey,
} from "./driver.ts";
export {
  DriverError,
  type DriverErrorCode,
  driverErrorCodes,
  isDriverErrorCode,
} from "./driver-error.ts";
export type { DriverLogger } from "./driver-logger.ts";
export { parseDriverSettings } from "./driver-settings.ts";
export { canonicalHost, hostAndPort, parseHostAndPort } from "./host-address.ts";
export { httpAddress } from "./http-address.ts";
export type {
  ByteLink,
  ChildProcessLink,
  ChildProcessOutput,
  DatagramLink,
  HttpCredentials,
  HttpLink,
  HttpMethod,
  HttpReply,
  HttpRequestOptions,
  LinkId,
  LinkKind,
  LinkState,
  Links,
} from "./link.ts";
export { ByteExchange, type ExchangeOptions, type ReplyDecoder } from "./parsing/byte-exchange.ts";
export { parseKeyValues } from "./parsing/key-values.ts";
export { LineSplitter } from "./parsing/line-splitter.ts";
export { sentError } from "./sent-error.ts";
export { sideQuery } from "./side-query.ts";
