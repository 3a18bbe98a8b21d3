import { defaults } from "@rae/protocol";
import type { BoxRecord, GatewayRecord } from "./box-record.ts";
import type { DeviceRecord } from "./device-record.ts";

export interface BoxPresence {
  readonly state: "present" | "lost" | "unknown";
  /** Why it is not present. */
  readonly reason?: string;
}

export type DeviceState = "online" | "asleep" | "offline" | "unknown";

export interface ShownState {
  readonly state: DeviceState;
  /** Why it is not online. */
  readonly reason?: string;
}

/** From when until when the silence of one means something, as others were heard. */
export interface Listening {
  readonly sinceMs: number;
  readonly untilMs: number;
}

/**
 * Whether a box is there, as far as can be known: what it or its gateway said last, unless that gateway was silent for
 * `gatewayLostMs` of the time in which it would have been heard, for then nobody would tell.
 */
export function boxPresenceOf(
  box: BoxRecord | undefined,
  gateway: GatewayRecord | undefined,
  { sinceMs, untilMs }: Listening,
  gatewayLostMs: number = defaults.gatewayLostMs,
): BoxPresence {
  if (box === undefined) return { state: "unknown", reason: "box never seen" };
  if (box.presence === "lost")
    return { state: "lost", reason: box.lostReason ?? "connection lost" };
  // What a gateway received from the box shows too that it was alive then.
  const heardAtMs = Math.max(
    ...[gateway?.aliveAtMs ?? 0, box.sinceMs, box.statusReceivedAtMs, sinceMs],
  );
  const stopped = gateway?.stopped === true && gateway.aliveAtMs >= box.sinceMs;
  if (stopped) return { state: "unknown", reason: "gateway stopped" };
  if (untilMs - heardAtMs > gatewayLostMs) return { state: "unknown", reason: "gateway lost" };
  return { state: "present" };
}

/** What a device shows: its own state as its box sees it, and `unknown` whenever the box cannot be asked. */
export function deviceStateOf(presence: BoxPresence, device: DeviceRecord): ShownState {
  if (device.ended !== undefined) return { state: "offline", reason: device.ended.reason };
  if (presence.state === "lost") {
    return { state: "unknown", reason: `box lost: ${presence.reason ?? "connection lost"}` };
  }
  if (presence.state === "unknown") {
    return { state: "unknown", reason: presence.reason ?? "gateway lost" };
  }
  const state = device.attributes["connection.state"]?.value;
  if (state === "online") return { state };
  if (state !== "asleep" && state !== "offline") {
    return { state: "unknown", reason: "the box has not told" };
  }
  const reason = device.attributes["connection.reason"]?.value;
  return typeof reason === "string" && reason !== "" ? { state, reason } : { state };
}
