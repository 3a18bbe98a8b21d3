import { timingSafeEqual } from "node:crypto";
import { type Clock, type Closable, type Logger, repeat } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import { isInForce, type TokenRecord } from "../core/access/access-record.ts";
import { defaultTenant, type Principal } from "../core/access/principal.ts";
import type { AccessStore } from "../ports/access-store.ts";
import type { AccessBook } from "./access-book.ts";
import { digestOf, parseApiToken } from "./api-token.ts";
import { LastUses } from "./last-uses.ts";

export interface TokenAuthenticatorOptions {
  readonly book: AccessBook;
  readonly store: AccessStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Somebody who has shown that it is he. */
export interface Authenticated {
  readonly principal: Principal;
  /** Aborts, with a RaeError that says why, when the principal counts no more. */
  readonly ended: AbortSignal;
}

/** How late an expiry may be told to those whose streams and waits run. */
const expiryMs = 250;
const nobody = Buffer.alloc(32);

/** Tells who sends a token, from memory alone, and tells those who depend on a token that it counts no more. */
export class TokenAuthenticator implements Closable {
  readonly #options: TokenAuthenticatorOptions;
  readonly #uses: LastUses;
  /** Of tokens that were used and count: each is told when it does not any more. */
  readonly #ends = new Map<string, AbortController>();
  readonly #stopListening: () => void;
  readonly #stopTicking: () => void;

  constructor(options: TokenAuthenticatorOptions) {
    this.#options = options;
    const { book, clock, logger } = options;
    this.#uses = new LastUses(options);
    this.#stopListening = book.listen(() => this.#endThose());
    this.#stopTicking = repeat(
      clock,
      expiryMs,
      () => this.#endThose(),
      (error) => logger.fatal({ err: error }, "expiry of tokens is not watched any more"),
    );
  }

  /**
   * Undefined if this is no token, or not one that counts. It takes as long for a wrong secret as for the right one.
   * @throws RaeError `access-store-unavailable` while tokens are not known.
   */
  authenticate(text: string): Authenticated | undefined {
    const sent = parseApiToken(text);
    if (sent === undefined) return undefined;
    const { book, clock } = this.#options;
    if (!book.isRead) {
      throw new RaeError("access-store-unavailable", "tokens have not been read yet");
    }
    const record = book.find("token", sent.id);
    const wanted = record === undefined ? nobody : Buffer.from(record.secretSha256, "hex");
    const isRight = timingSafeEqual(digestOf(sent.secret), wanted);
    if (record === undefined || !isRight || this.#endOf(record) !== undefined) return undefined;
    this.#uses.note(record.id, clock.nowMs());
    return { principal: principalOf(record), ended: this.#signalOf(record.id) };
  }

  /** When each token was last used, by its id: by any process, some seconds ago or more. */
  lastUses(): Promise<ReadonlyMap<string, number>> {
    return this.#uses.read();
  }

  async close(): Promise<void> {
    this.#stopListening();
    this.#stopTicking();
    await this.#uses.close();
  }

  #signalOf(tokenId: string): AbortSignal {
    const known = this.#ends.get(tokenId) ?? new AbortController();
    this.#ends.set(tokenId, known);
    return known.signal;
  }

  #endThose(): void {
    for (const [tokenId, ends] of this.#ends) {
      const record = this.#options.book.find("token", tokenId);
      const reason = record === undefined ? "the token is gone" : this.#endOf(record);
      if (reason === undefined) continue;
      this.#ends.delete(tokenId);
      ends.abort(new RaeError("unauthenticated", reason));
    }
  }

  /** Why a token counts no more; undefined: it does. */
  #endOf(record: TokenRecord): string | undefined {
    const { book, clock } = this.#options;
    const nowMs = clock.nowMs();
    if (record.revoked !== undefined) return "the token was revoked";
    if (!isInForce(record, nowMs)) return "the token has expired";
    if (record.tenant === defaultTenant) return undefined;
    const tenant = book.find("tenant", record.tenant);
    const isThere = tenant !== undefined && isInForce(tenant, nowMs);
    return isThere ? undefined : "the tenant of the token was removed";
  }
}

function principalOf({ id, description, tenant, role, reach }: TokenRecord): Principal {
  return { id: `token:${id}`, name: description, tenant, role, reach };
}
