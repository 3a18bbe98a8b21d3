import { encodeBoxEvent } from "@rae/protocol";
import { LoadSession } from "../boxes/load-session.ts";
import type { CanaryBox } from "./canary-box.ts";

/** A message of a canary client, from its making to its acknowledgement. */
export interface CanaryMessage {
  readonly packetId: number;
  readonly payload: Uint8Array;
  /** Given to a connection at least once, so that the gateway may have it. */
  isSent: boolean;
  isAcknowledged: boolean;
}

/** The device of one client, which comes, changes and goes, so that a canary leaves no open session behind. */
export interface CanarySession {
  readonly sessionId: string;
  readonly messages: readonly CanaryMessage[];
}

/** `count` messages, at least two: attached, changes, detached. */
export function makeSession(box: CanaryBox, name: string, count: number): CanarySession {
  const session = new LoadSession(name, 0);
  const messages = Array.from({ length: count }, (_, index) => {
    const origin = box.nextOrigin();
    const event =
      index === 0
        ? session.attach(origin)
        : index === count - 1
          ? session.detach(origin, "the canary has gone")
          : session.change(origin);
    const payload = encodeBoxEvent(event);
    return { packetId: index + 1, payload, isSent: false, isAcknowledged: false };
  });
  return { sessionId: session.sessionId, messages };
}
