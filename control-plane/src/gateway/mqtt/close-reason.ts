import type { ErrorCode } from "@rae/protocol";

/** Why a connection ended: a code of the error table, or one of the ordinary ways. */
export type CloseReason = ErrorCode | "disconnect" | "connection-lost" | "keep-alive";

/** Whether the box is gone for its presence: not if it said so itself, came back already, or we stop. */
export function isLoss(reason: CloseReason): boolean {
  return reason !== "disconnect" && reason !== "replaced" && reason !== "shutting-down";
}
