import type { AssignableSession } from "../../../src/core/assignment/assign.ts";
import type { DeviceKey, KeyKind } from "../../../src/core/assignment/device-key.ts";
import type { AssignableFace } from "../../../src/core/assignment/face-groups.ts";

/** Keys from texts such as `wire p1`. */
export function keysOf(...texts: readonly string[]): DeviceKey[] {
  return texts.map((text) => {
    const [kind = "", ...value] = text.split(" ");
    return { kind: kind as KeyKind, value: value.join(" ") };
  });
}

/** A face that has answered; each at a place of its own unless it is given. */
export function face(
  faceId: string,
  keys: readonly string[],
  more: Partial<AssignableFace> = {},
): AssignableFace {
  return {
    ...{ faceId, place: `place of ${faceId}`, driver: "fake", keys: keysOf(...keys) },
    ...{ asset: undefined, serial: undefined, mayBegin: true, sessionId: undefined },
    ...more,
  };
}

export function session(
  sessionId: string,
  keys: readonly string[],
  serial?: string,
): AssignableSession {
  return { sessionId, keys: keysOf(...keys), serial };
}
