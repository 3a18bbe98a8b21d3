import { RaeError } from "@rae/protocol";

/** The place behind the last item of a page: its sort key, and its id among equal keys. */
export interface CursorPlace {
  readonly key: string | number;
  readonly id: string;
}

const version = 1;
const maxLength = 1024;

/** A place as an opaque word, bound to the order in which it was made. */
export function encodeCursor(order: string, place: CursorPlace): string {
  return Buffer.from(JSON.stringify([version, order, place.key, place.id])).toString("base64url");
}

/**
 * Reads a cursor.
 * @throws RaeError `bad-cursor` if it is not one of ours or was made in another order.
 */
export function parseCursor(order: string, cursor: string): CursorPlace {
  const read = cursor.length > maxLength ? undefined : readJson(cursor);
  if (!Array.isArray(read) || read.length !== 4 || read[0] !== version) {
    throw new RaeError("bad-cursor", "the cursor is not one that a list gave");
  }
  const [, madeIn, key, id]: readonly unknown[] = read;
  if (madeIn !== order) {
    throw new RaeError("bad-cursor", "the cursor was made under another order", {
      details: { cursorOrder: String(madeIn), order },
    });
  }
  if ((typeof key !== "string" && typeof key !== "number") || typeof id !== "string") {
    throw new RaeError("bad-cursor", "the cursor is not one that a list gave");
  }
  return { key, id };
}

function readJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
