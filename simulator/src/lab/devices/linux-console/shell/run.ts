/** What a running line asks of whoever runs it: to go on, at once or after a while. */
export type Pause =
  /** `cost` is how much work it was: 1 for a command on little text. */
  | { readonly kind: "step"; readonly cost: number }
  | { readonly kind: "sleep"; readonly forMs: number };

/** Something that runs one step at a time. */
export type Run<T> = Generator<Pause, T, void>;

/** A step that has worked on text of this size. */
export function stepOver(characters: number): Pause {
  return { kind: "step", cost: 1 + Math.floor(characters / 16) };
}
