import { type LostEvent, parseBoxEvent } from "@rae/protocol";
import type { Publication } from "./publish-rules.ts";

/**
 * Whether the will of a newer connection tells the log that an older one is over, too. It does in the same registry and from the same
 * connection on; a reader of the log passes over every other (docs/adr/0001).
 */
export function coversLoss(newer: Publication | undefined, older: Publication): boolean {
  const [by, of] = [lossIn(newer), lossIn(older)];
  if (by === undefined || of === undefined) return false;
  return by.registryId === of.registryId && by.connection >= of.connection;
}

function lossIn(will: Publication | undefined): LostEvent | undefined {
  if (will === undefined) return undefined;
  try {
    const event = parseBoxEvent(will.payload);
    return event.kind === "Lost" ? event : undefined;
  } catch {
    // Not a will of an agent: it becomes a dead letter when it is published.
    return undefined;
  }
}
