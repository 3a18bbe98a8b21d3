/** What a running line asks of whoever runs it: to go on, at once or after a while. */
export type Pause = { readonly kind: "step" } | { readonly kind: "sleep"; readonly forMs: number };

/** Something that runs one step at a time. */
export type Run<T> = Generator<Pause, T, void>;
