/**
 * The contract between the agent and a driver, for those who write drivers: a `DriverFactory` opens a `Driver` on a link;
 * `abortedError` and `parseDriverSettings` keep its errors in form.
 */
export type { Clock, Logger } from "@rae/kit";
export {
  type AttributeValue,
  checkParameters,
  type ErrorCode,
  type JsonObject,
  RaeError,
  type RemoteKey,
  remoteKeys,
} from "@rae/protocol";
export { abortedError, isTimeUp } from "./core/aborted.ts";
export { parseDriverSettings } from "./core/driver-settings.ts";
export type {
  DeviceKey,
  Driver,
  DriverContext,
  DriverFactory,
  KeyKind,
  Observation,
} from "./ports/driver.ts";
export type {
  ByteLink,
  HttpLink,
  HttpReply,
  LinkId,
  LinkSpec,
  LinkState,
} from "./ports/link.ts";
