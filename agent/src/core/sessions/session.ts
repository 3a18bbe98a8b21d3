import {
  type Attribute,
  type Attributes,
  type AttributeValue,
  sameAttributeValue,
  uuidV7,
} from "@rae/protocol";
import type { DeviceKey } from "../assignment/device-key.ts";
import type { AttributeUpdate } from "./connection-state.ts";
import type { SessionChange, StoredSession } from "./stored-session.ts";

/** A session after something was learned; `change` is undefined if it says nothing new. */
export interface SessionStep {
  readonly session: StoredSession;
  readonly change: SessionChange | undefined;
}

/** A new session at revision 1. */
export function attachSession(
  keys: readonly DeviceKey[],
  { set, times = {} }: Pick<AttributeUpdate, "set" | "times">,
  nowMs: number,
): { readonly session: StoredSession; readonly change: SessionChange } {
  const attributes = Object.fromEntries(
    Object.entries(set).map(([name, value]) => [
      name,
      { value, observedAtMs: times[name] ?? nowMs },
    ]),
  );
  return {
    session: { sessionId: uuidV7(nowMs), revision: 1, keys, attributes },
    change: { kind: "Attached" },
  };
}

/** Applies what was learned. A value that was seen as it is gets the new observation time and is no change. */
export function updateSession(
  session: StoredSession,
  update: AttributeUpdate,
  nowMs: number,
): SessionStep {
  const attributes: Record<string, Attribute> = { ...session.attributes };
  const changed: Record<string, Attribute> = {};
  for (const [name, value] of Object.entries(update.set)) {
    if (isShown(attributes, name, value)) continue;
    const attribute = { value, observedAtMs: update.times?.[name] ?? nowMs };
    attributes[name] = attribute;
    changed[name] = attribute;
  }
  for (const [name, value] of Object.entries(update.seen ?? {})) {
    if (isShown(attributes, name, value)) attributes[name] = { value, observedAtMs: nowMs };
  }
  const removed = update.remove.filter((name) => Object.hasOwn(attributes, name));
  for (const name of removed) delete attributes[name];
  if (removed.length === 0 && Object.keys(changed).length === 0) {
    return { session: { ...session, attributes }, change: undefined };
  }
  return {
    session: { ...session, attributes, revision: session.revision + 1 },
    change: { kind: "AttributesChanged", attributes: changed, removed },
  };
}

/** The session as the last event of it shows it. */
export function detachSession(
  session: StoredSession,
  reason: string,
): { readonly session: StoredSession; readonly change: SessionChange } {
  return {
    session: { ...session, revision: session.revision + 1 },
    change: { kind: "Detached", reason },
  };
}

/** A snapshot that stands above everything that the control plane has. */
export function resyncSession(
  session: StoredSession,
  haveRevision: number,
): { readonly session: StoredSession; readonly change: SessionChange } {
  const revision = Math.max(session.revision, haveRevision) + 1;
  return { session: { ...session, revision }, change: { kind: "Snapshot" } };
}

function isShown(attributes: Attributes, name: string, value: AttributeValue): boolean {
  const shown = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  return shown !== undefined && sameAttributeValue(shown.value, value);
}
