import { type BackoffPolicy, defaultBackoff } from "@rae/kit";

/** How stores and the log are tried again: soon, as what they hold up is seen by everybody. */
export const storeBackoff: BackoffPolicy = { ...defaultBackoff, maxMs: 5_000 };
