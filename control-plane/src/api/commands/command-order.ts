import { isDeepStrictEqual } from "node:util";
import { checkParameters, type JsonObject, RaeError } from "@rae/protocol";
import type { CommandRecord } from "../../core/command-record.ts";
import type { DeviceRecord } from "../../core/device-record.ts";
import { assetOf, capabilitiesOf } from "../../core/fleet-index-row.ts";

/** What a client asks for. */
export interface CommandOrder {
  /** Device id or asset name, as the client wrote it. */
  readonly device: string;
  readonly capability: string;
  readonly command: string;
  readonly parameters: JsonObject;
  readonly deadlineMs: number;
  /** The lease to send it under. */
  readonly leaseId?: string;
  /** Makes the header that tells who asked for it. */
  readonly audit?: () => string;
}

/** @throws RaeError `unsupported`, `invalid-parameters`. */
export function checkOrder(order: CommandOrder, device: DeviceRecord): void {
  const offered = capabilitiesOf(device);
  checkParameters(order.capability, order.command, order.parameters);
  if (offered.includes(order.capability)) return;
  throw new RaeError("unsupported", `the device does not offer ${order.capability}`, {
    details: { capability: order.capability, offered },
  });
}

/**
 * Whether the command is the one that the order asks for. `device` is the one that the command went to.
 * An order that was appended only at the second try has a little less time on the log: `toleranceMs`.
 */
export function isSameOrder(
  order: CommandOrder,
  record: CommandRecord,
  device: DeviceRecord | undefined,
  toleranceMs: number,
): boolean {
  const isDevice =
    record.sessionId === order.device || (device !== undefined && assetOf(device) === order.device);
  const lackMs = order.deadlineMs - (record.deadlineMs - record.requestedAtMs);
  return (
    isDevice &&
    record.capability === order.capability &&
    record.command === order.command &&
    record.lease?.leaseId === order.leaseId &&
    isDeepStrictEqual(record.parameters, order.parameters) &&
    lackMs >= 0 &&
    lackMs <= toleranceMs
  );
}
