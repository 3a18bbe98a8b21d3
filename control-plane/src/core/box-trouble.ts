import type { IdentityConflict } from "@rae/protocol";
import type { BoxRow } from "./fleet-index-boxes.ts";

/** What is wrong with a box that somebody must put right. */
export const boxTroubles = ["identity-conflict", "unreadable-registry"] as const;
export type BoxTrouble = (typeof boxTroubles)[number];

/** As the box said last; one that is not there cannot say that it is over. */
export function identityConflictOf({ record, presence }: BoxRow): IdentityConflict | undefined {
  return presence.state === "present" ? record?.status.identityConflict : undefined;
}

/** How many boxes have each trouble. */
export function countTroubles(boxes: Iterable<BoxRow>): Readonly<Record<BoxTrouble, number>> {
  const counts = { "identity-conflict": 0, "unreadable-registry": 0 };
  for (const box of boxes) {
    if (identityConflictOf(box) !== undefined) counts["identity-conflict"] += 1;
    const files = box.record?.status.unreadableRegistries ?? [];
    if (files.length > 0) counts["unreadable-registry"] += 1;
  }
  return counts;
}
