import type { Logger } from "@rae/kit";
import type { AccessStore } from "../ports/access-store.ts";

export interface LastUsesOptions {
  readonly store: AccessStore;
  readonly logger: Logger;
}

/** Of one token. */
const writeEveryMs = 60_000;

/** Writes down when tokens are used, each once a minute at most, and only in the background. */
export class LastUses {
  readonly #options: LastUsesOptions;
  /** As it was last written, by token; there are as many as there are tokens. */
  readonly #writtenMs = new Map<string, number>();
  readonly #writing = new Set<Promise<void>>();

  constructor(options: LastUsesOptions) {
    this.#options = options;
  }

  note(tokenId: string, usedAtMs: number): void {
    const writtenMs = this.#writtenMs.get(tokenId);
    if (writtenMs !== undefined && usedAtMs - writtenMs < writeEveryMs) return;
    this.#writtenMs.set(tokenId, usedAtMs);
    const writing = this.#options.store.touch(tokenId, usedAtMs).catch((error: unknown) => {
      this.#options.logger.debug({ tokenId, err: error }, "use of a token cannot be noted");
    });
    this.#writing.add(writing);
    void writing.then(() => this.#writing.delete(writing));
  }

  read(): Promise<ReadonlyMap<string, number>> {
    return this.#options.store.lastUses();
  }

  async close(): Promise<void> {
    await Promise.all(this.#writing);
  }
}
