import type { AttributeUpdate } from "../core/sessions/connection-state.ts";
import { updateSession } from "../core/sessions/session.ts";
import type { StoredSession } from "../core/sessions/stored-session.ts";

/** Values that a session may show. */
export type Seen = NonNullable<AttributeUpdate["seen"]>;

/** An open session in memory, with its timers. */
export class OpenSession {
  cancelGrace: (() => void) | undefined;
  cancelSnapshot = () => {};
  /** Attributes that were left out and told of. */
  readonly leftOut = new Set<string>();
  #stored: StoredSession;
  #seen: { readonly values: Seen; atMs: number } | undefined;

  constructor(stored: StoredSession) {
    this.#stored = stored;
  }

  get stored(): StoredSession {
    if (this.#seen !== undefined) {
      const { values: seen, atMs } = this.#seen;
      this.#seen = undefined;
      this.#stored = updateSession(this.#stored, { set: {}, remove: [], seen }, atMs).session;
    }
    return this.#stored;
  }

  set stored(stored: StoredSession) {
    this.#stored = stored;
    this.#seen = undefined;
  }

  /**
   * Notes when values were seen. The times of a whole record are made anew only when somebody reads it: probes say the same record again and
   * again.
   */
  saw(values: Seen, atMs: number): void {
    if (this.#seen?.values === values) {
      this.#seen.atMs = atMs;
      return;
    }
    this.#stored = this.stored;
    this.#seen = { values, atMs };
  }
}
