/**
 * The contract between the agent and a driver, for those who write drivers: a `DriverFactory` opens a `Driver` on a link;
 * `abortedError` and `parseDriverSettings` keep its errors in form.
 */
export { type Clock, type Logger, sleep } from "@rae/kit";
export {
  type AttributeValue,
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
export { abortedError, isTimeUp } from "./aborted.ts";
export type { Driver, DriverContext, DriverFactory, Observation, ToldKey } from "./driver.ts";
export { parseDriverSettings } from "./driver-settings.ts";
export { httpAddress } from "./http-address.ts";
export type { ByteLink, HttpLink, HttpReply, LinkId, LinkState } from "./link.ts";
