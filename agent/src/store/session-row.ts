import { schemaFaults } from "@rae/kit";
import { type Static, type TSchema, Type } from "typebox";
import type { StoredSession } from "../core/sessions/stored-session.ts";

const keysSchema = Type.Array(Type.Object({ kind: Type.String(), value: Type.String() }));

const attributesSchema = Type.Record(
  Type.String(),
  Type.Object({
    value: Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Array(Type.String())]),
    observedAtMs: Type.Number(),
  }),
);

/** A row of `sessions` as the session that it holds. @throws if it holds none; the message says what is wrong. */
export function readSession(row: Record<string, unknown>): StoredSession {
  const { session_id: sessionId, revision } = row;
  if (typeof sessionId !== "string" || sessionId === "" || sessionId.length > 64) {
    throw new Error("its id is none");
  }
  if (typeof revision !== "number" || revision < 1) throw new Error("its revision is none");
  return {
    sessionId,
    revision,
    // A kind that this version does not know is a newer one's, and matches nothing here.
    keys: parse(keysSchema, "keys", row.keys) as StoredSession["keys"],
    attributes: parse(attributesSchema, "attributes", row.attributes),
  };
}

function parse<T extends TSchema>(schema: T, name: string, text: unknown): Static<T> {
  const value: unknown = JSON.parse(String(text));
  if (schemaFaults(schema, value).length > 0) throw new Error(`its ${name} are none`);
  return value as Static<T>;
}
