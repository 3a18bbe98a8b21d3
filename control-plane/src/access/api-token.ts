import { createHash, randomBytes } from "node:crypto";

/** A token as its owner sends it: `rae_<id>_<secret>`. */
export interface ApiToken {
  /** 64 random bits as hexadecimal digits; no secret. */
  readonly id: string;
  /** 256 random bits. */
  readonly secret: string;
}

const form = /^rae_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

export function createApiToken(): ApiToken {
  return { id: randomBytes(8).toString("hex"), secret: randomBytes(32).toString("base64url") };
}

export function apiTokenText({ id, secret }: ApiToken): string {
  return `rae_${id}_${secret}`;
}

/** Undefined if this is no token of ours. */
export function parseApiToken(text: string): ApiToken | undefined {
  const [, id, secret] = form.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** What is kept of a secret. It has too many bits to be guessed from its digest, so that none slower is needed. */
export function digestOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
