import { defaults } from "@rae/protocol";
import type { BoxRecord, GatewayRecord } from "./box-record.ts";
import type { CommandRecord } from "./command-record.ts";

/**
 * What is to be said of a command whose deadline passed without an outcome: `expired` only if it surely never reached its
 * box, as that had no connection from request to deadline; else `unknown`.
 */
export function sweptStateOf(
  command: CommandRecord,
  box: BoxRecord | undefined,
  gateway: GatewayRecord | undefined,
  nowMs: number,
  gatewayLostMs: number = defaults.gatewayLostMs,
): "expired" | "unknown" {
  if (command.state !== "pending") return "unknown";
  if (box === undefined) return "expired";
  if (box.presence === "lost") {
    return box.sinceMs <= command.requestedAtMs ? "expired" : "unknown";
  }
  if (gateway === undefined || gateway.aliveAtMs > command.requestedAtMs) return "unknown";
  const silent = gateway.stopped || nowMs - gateway.aliveAtMs > gatewayLostMs;
  return silent ? "expired" : "unknown";
}
