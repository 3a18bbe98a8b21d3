/** A kind of current states. */
export type CurrentKind = "device" | "box" | "command" | "lease";

/** All of them. */
export const currentKinds: ReadonlySet<CurrentKind> = new Set([
  "device",
  "box",
  "command",
  "lease",
]);
