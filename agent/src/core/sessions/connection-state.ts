import type { AttributeValue } from "@rae/protocol";
import type { FaceHealth } from "../faces/face-health.ts";

export interface FaceState {
  /** The link, or the part of what is at the link. */
  readonly place: string;
  readonly health: FaceHealth;
}

/** Attributes to set, and to remove. */
export interface AttributeUpdate {
  readonly set: Readonly<Record<string, AttributeValue>>;
  readonly remove: readonly string[];
  /** When what is to be set was seen, milliseconds since the epoch; what is missing here was seen just now. */
  readonly times?: Readonly<Record<string, number>>;
  /** What was seen just now, whether news or not; it counts where the session shows the same. */
  readonly seen?: Readonly<Record<string, AttributeValue>>;
}

/**
 * What a session shows of its connection: online if any face answers, else asleep if any says so, else offline with the
 * reason of the first. Undefined while no face has been tried.
 */
export function connectionOf(faces: readonly FaceState[]): AttributeUpdate | undefined {
  const tried = faces.filter(({ health }) => health.state !== "unknown");
  if (tried.length === 0) return undefined;
  const links = faces.map(({ place, health }) => `${place} ${health.state}`).toSorted();
  if (tried.some(({ health }) => health.state === "online")) {
    return {
      set: { "connection.state": "online", "connection.links": links },
      remove: ["connection.reason"],
    };
  }
  const asleep = tried.find(({ health }) => health.state === "asleep");
  const { health } = asleep ?? tried[0] ?? { health: { state: "unknown" } };
  return {
    set: {
      "connection.state": asleep === undefined ? "offline" : "asleep",
      "connection.links": links,
      "connection.reason": "detail" in health ? `${health.code}: ${health.detail}` : "",
    },
    remove: [],
  };
}

/** What a session shows when its last face is gone. A device that sleeps is not called offline. */
export function absence(wasAsleep: boolean, reason: string): AttributeUpdate {
  return {
    set: {
      "connection.state": wasAsleep ? "asleep" : "offline",
      "connection.links": [],
      "connection.reason": reason,
    },
    remove: [],
  };
}
