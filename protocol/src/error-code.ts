import { accessErrorCodes } from "./access-error-codes.ts";
import { type ErrorCodeEntry, entry } from "./error-code-entry.ts";
import { leaseErrorCodes } from "./lease-error-codes.ts";

const once = false;
const again = true;

/** Every error code that Rae uses, in any of its processes. `docs/errors.md` lists the same. */
export const errorCodes = {
  // Requests.
  "bad-request": entry(
    "client",
    400,
    once,
    "The request is malformed.",
    "Correct what `details` names.",
  ),
  "bad-cursor": entry(
    "client",
    400,
    once,
    "The cursor or event position is not one of ours.",
    "List again from the beginning.",
  ),
  unauthenticated: entry(
    "client",
    401,
    once,
    "There is no valid token.",
    "Send `Authorization: Bearer <token>`: one that an admin made and that is in force, or the administrator's in the data folder.",
  ),
  forbidden: entry(
    "client",
    403,
    once,
    "The token does not allow this.",
    "Use a token that was given this right.",
  ),
  "route-not-found": entry(
    "client",
    404,
    once,
    "There is no such route.",
    "See /openapi.json for the routes.",
  ),
  "device-not-found": entry(
    "client",
    404,
    once,
    "There is no such device.",
    "List the devices; an id ends with its session, an asset name does not.",
  ),
  "box-not-found": entry("client", 404, once, "There is no such box.", "List the boxes."),
  "command-not-found": entry(
    "client",
    404,
    once,
    "There is no such command.",
    "Commands are kept for a day; check the id.",
  ),
  "method-not-allowed": entry(
    "client",
    405,
    once,
    "The route does not know this method.",
    "See /openapi.json.",
  ),
  "idempotency-conflict": entry(
    "client",
    409,
    once,
    "The idempotency key was used with another body.",
    "Use a new key for a new request.",
  ),
  "payload-too-large": entry("client", 413, once, "The request body is too large.", "Send less."),
  "unsupported-media-type": entry(
    "client",
    415,
    once,
    "The body is not JSON.",
    "Send `Content-Type: application/json`.",
  ),
  "invalid-parameters": entry(
    "client",
    422,
    once,
    "The parameters do not fit the command.",
    "See GET /v1/capabilities for the schema.",
  ),
  unsupported: entry(
    "client",
    422,
    once,
    "The device does not offer this.",
    "See the device's capabilities.",
  ),
  "too-many-requests": entry(
    "client",
    429,
    again,
    "Too many requests are open.",
    "Wait and send fewer at once.",
  ),
  // Devices.
  unreachable: entry(
    "device",
    502,
    again,
    "The device cannot be reached.",
    "Check its power, cable or network.",
  ),
  asleep: entry(
    "device",
    409,
    again,
    "The device is asleep.",
    "Wake it by power.on, then try again.",
  ),
  refused: entry(
    "device",
    502,
    once,
    "The device refused the command.",
    "See `details` for what it said; the device may not allow this now.",
  ),
  "limited-mode": entry(
    "operator",
    409,
    once,
    "The device forbids control by network.",
    "On the device, set 'Control by mobile apps' to 'Enabled'.",
  ),
  busy: entry("device", 409, again, "The device is busy.", "Try again shortly."),
  "bad-reply": entry(
    "device",
    502,
    again,
    "The device answered something that its protocol does not allow.",
    "Look at `details`; check cable, speed and firmware.",
  ),
  timeout: entry(
    "device",
    504,
    again,
    "The device did not answer in time.",
    "Check that the device is not frozen; cycle its power.",
  ),
  "session-ended": entry(
    "device",
    410,
    once,
    "The device has left.",
    "List the devices; it may be back under another id.",
  ),
  // The lab.
  "link-unavailable": entry(
    "operator",
    503,
    again,
    "The link to the device cannot be opened.",
    "Check that the port exists, that the agent may open it, and that no other program has it.",
  ),
  "config-invalid": entry(
    "operator",
    500,
    once,
    "The configuration is not usable.",
    "Correct the faults that are named.",
  ),
  "port-in-use": entry(
    "operator",
    500,
    once,
    "The network port is taken.",
    "Free the port, or move it by the variable that is named.",
  ),
  "certificate-invalid": entry(
    "operator",
    500,
    once,
    "A certificate or key is missing or not usable.",
    "Issue it again by `rae-control-plane issue-cert`.",
  ),
  "certificate-expired": entry(
    "operator",
    403,
    once,
    "The box's certificate has expired.",
    "Issue it again by `rae-control-plane issue-cert`, and copy it to the box.",
  ),
  "data-unusable": entry(
    "operator",
    500,
    once,
    "The data folder or a file in it is not usable.",
    "Check that the folder exists and may be written, and that no newer version wrote the file.",
  ),
  // Infrastructure.
  "box-offline": entry(
    "infrastructure",
    503,
    again,
    "The device's box is not connected.",
    "Check the box's power and network.",
  ),
  "log-unavailable": entry(
    "infrastructure",
    503,
    again,
    "The event log cannot be written or read now.",
    "Check the log's servers or disk; nothing that was accepted is lost.",
  ),
  "view-unavailable": entry(
    "infrastructure",
    503,
    again,
    "The fleet view cannot be read or written now.",
    "Check the view's server or disk.",
  ),
  "history-unavailable": entry(
    "infrastructure",
    503,
    again,
    "The history cannot be read or written now.",
    "Check the history's servers or disk.",
  ),
  "queue-full": entry(
    "infrastructure",
    503,
    again,
    "Too many commands wait for this device.",
    "Wait for the ones before it to end.",
  ),
  expired: entry(
    "infrastructure",
    504,
    again,
    "The deadline passed before the command reached the device.",
    "Nothing was done. Check the box, then send it again.",
  ),
  "outcome-unknown": entry(
    "infrastructure",
    504,
    once,
    "It is not known whether the command ran.",
    "Read the device's state before sending it again.",
  ),
  interrupted: entry(
    "infrastructure",
    500,
    once,
    "The agent restarted while the command ran.",
    "Read the device's state before sending it again.",
  ),
  overloaded: entry(
    "infrastructure",
    503,
    again,
    "The server has too much to do.",
    "Try again later.",
  ),
  "shutting-down": entry(
    "infrastructure",
    503,
    again,
    "The server is stopping.",
    "Try again shortly.",
  ),
  // Ingest: why a connection was closed or a message was dead-lettered.
  undecodable: entry(
    "client",
    422,
    once,
    "The payload cannot be decoded.",
    "Check the version of the agent that sent it.",
  ),
  "record-refused": entry(
    "operator",
    500,
    once,
    "The log does not accept the record.",
    "A setting of the log's topic does not fit, the reason says which: correct it, then replay the dead letters.",
  ),
  "box-id-mismatch": entry(
    "client",
    403,
    once,
    "The payload speaks for another box.",
    "Check the certificate and configuration of the agent.",
  ),
  "topic-forbidden": entry(
    "client",
    403,
    once,
    "The topic is not this client's.",
    "A box publishes under its own id and subscribes to its own commands only.",
  ),
  "qos-forbidden": entry(
    "client",
    403,
    once,
    "Quality of service 2 is not offered.",
    "Publish at QoS 0 or 1.",
  ),
  "retain-forbidden": entry(
    "client",
    403,
    once,
    "Retained messages are not offered.",
    "Publish without the retain flag.",
  ),
  "client-id-forbidden": entry(
    "client",
    403,
    once,
    "The client id does not belong to the certificate.",
    "Use the certificate's name, alone or followed by a dot and a suffix.",
  ),
  "packet-too-large": entry(
    "client",
    413,
    once,
    "The packet is over the limit.",
    "Keep packets under the limit that `details` names.",
  ),
  "protocol-violation": entry(
    "client",
    400,
    once,
    "The packet breaks MQTT 3.1.1.",
    "Use a client that keeps the standard.",
  ),
  "handshake-timeout": entry(
    "client",
    408,
    again,
    "The TLS handshake and CONNECT took too long.",
    "Check the client's network.",
  ),
  "window-exceeded": entry(
    "client",
    429,
    again,
    "Too many unacknowledged messages.",
    "Wait for PUBACKs before publishing more.",
  ),
  "slow-reader": entry(
    "client",
    429,
    again,
    "The client does not read what it is sent.",
    "Check the client's network.",
  ),
  replaced: entry(
    "client",
    409,
    once,
    "A newer connection of the same client took over.",
    "Run one client for each id.",
  ),
  ...leaseErrorCodes,
  ...accessErrorCodes,
  // Ourselves, and the authors of drivers.
  "driver-fault": entry(
    "internal",
    500,
    once,
    "The device's driver did what a driver may not do.",
    "Report it to the driver's author with `details`; it may not be known whether the device acted.",
  ),
  internal: entry(
    "internal",
    500,
    once,
    "Something that should not happen did.",
    "Report it with the requestId or the log lines around it.",
  ),
} as const satisfies Record<string, ErrorCodeEntry>;

/** A code of the table. */
export type ErrorCode = keyof typeof errorCodes;

/** Whether a word from the wire is a code that this version knows. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}

/** The table's row for a code; for one of a newer version, the row of `internal` with the fault unknown to us. */
export function describeErrorCode(code: string): ErrorCodeEntry {
  return isErrorCode(code) ? errorCodes[code] : errorCodes.internal;
}
