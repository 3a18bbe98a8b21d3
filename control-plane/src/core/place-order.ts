/** A place in the order of one registry's events. */
export interface RegistryPlace {
  readonly connection: number;
  readonly sequence: number;
}

/** Negative if `a` comes before `b`: by connection, then by sequence. Both must be of one registry. */
export function comparePlaces(a: RegistryPlace, b: RegistryPlace): number {
  return a.connection - b.connection || a.sequence - b.sequence;
}
