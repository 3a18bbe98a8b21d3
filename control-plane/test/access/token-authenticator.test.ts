import { silentLogger } from "@rae/kit";
import { ManualClock } from "@rae/kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AccessBook } from "../../src/access/access-book.ts";
import { makeToken, type TokenRequest } from "../../src/access/make-token.ts";
import { revoke } from "../../src/access/revoke.ts";
import { TokenAuthenticator } from "../../src/access/token-authenticator.ts";
import type { TenantRecord, TokenRecord } from "../../src/core/access/access-record.ts";
import { installationAdmin } from "../../src/core/access/principal.ts";
import { MemoryAccessStore } from "../../src/testing/index.ts";
import { sampleTenant } from "./sample-access.ts";

class CountingStore extends MemoryAccessStore {
  touches: [string, number][] = [];
  override async touch(tokenId: string, usedAtMs: number): Promise<void> {
    this.touches.push([tokenId, usedAtMs]);
    await super.touch(tokenId, usedAtMs);
  }
}

let clock: ManualClock;
let store: CountingStore;
let book: AccessBook;
let tokens: TokenAuthenticator;
beforeEach(async () => {
  clock = new ManualClock();
  store = new CountingStore();
  book = new AccessBook({ store, clock, logger: silentLogger });
  tokens = new TokenAuthenticator({ book, store, clock, logger: silentLogger });
  await clock.advance(0);
});
afterEach(async () => {
  await tokens.close();
  await book.close();
});

async function made(fields: Partial<TokenRequest> = {}) {
  const request: TokenRequest = {
    ...{ tenant: "default", role: "tester", reach: "tenant", description: "nightly" },
    ...fields,
  };
  const token = await makeToken(store, installationAdmin, request, clock.nowMs());
  await clock.advance(250);
  return token;
}

test("who sends a token is the principal that its record says", async () => {
  const { text, record } = await made({ role: "operator" });
  expect(tokens.authenticate(text)?.principal).toEqual({
    ...{ id: `token:${record.id}`, name: "nightly" },
    ...{ tenant: "default", role: "operator", reach: "tenant" },
  });
  expect(JSON.stringify(record)).not.toContain(text.slice(21));
});

test("nothing but the whole token is one", async () => {
  const { text } = await made();
  const other = await made();
  const [, id] = text.split("_");
  const wrong = [
    ...["", "rae", `rae_${id}_`, text.slice(0, -1), `${text}A`, ` ${text}`, text.toUpperCase()],
    `rae_${id}_${other.text.slice(21)}`,
    `rae_0000000000000000_${text.slice(21)}`,
  ];
  expect(wrong.filter((each) => tokens.authenticate(each) !== undefined)).toEqual([]);
});

test("a token that expires ends, and what depends on it is told why", async () => {
  const { text } = await made({ expiresAtMs: clock.nowMs() + 10_000 });
  const ended = tokens.authenticate(text)?.ended;
  await clock.advance(9_000);
  expect(ended?.aborted).toBe(false);
  await clock.advance(1_000);
  expect(ended?.reason).toMatchObject({
    code: "unauthenticated",
    message: "the token has expired",
  });
  expect(tokens.authenticate(text)).toBeUndefined();
});

test("a token that was revoked elsewhere ends within a second", async () => {
  const { text, record } = await made();
  const ended = tokens.authenticate(text)?.ended;
  await revoke<TokenRecord>(store.another(), "token", record.id, "admin", clock.nowMs());
  await clock.advance(1_000);
  expect(ended?.reason).toMatchObject({ message: "the token was revoked" });
  expect(tokens.authenticate(text)).toBeUndefined();
});

test("the tokens of a tenant end with it", async () => {
  await store.replace(sampleTenant());
  const { text } = await made({ tenant: "acme" });
  const ended = tokens.authenticate(text)?.ended;
  await revoke<TenantRecord>(store, "tenant", "acme", "admin", clock.nowMs());
  await clock.advance(1_000);
  expect(ended?.reason).toMatchObject({ message: "the tenant of the token was removed" });
  expect(tokens.authenticate(text)).toBeUndefined();
});

test("a change of another token ends nobody", async () => {
  const { text } = await made();
  const ended = tokens.authenticate(text)?.ended;
  await made();
  await clock.advance(1_000);
  expect(ended?.aborted).toBe(false);
});

test("while tokens are not known, nobody is told that his is wrong", async () => {
  const { text } = await made();
  store.failures.fail(Number.POSITIVE_INFINITY);
  const unread = new AccessBook({ store, clock, logger: silentLogger });
  const early = new TokenAuthenticator({ book: unread, store, clock, logger: silentLogger });
  expect(() => early.authenticate(text)).toThrow("tokens have not been read yet");
  expect(early.authenticate("something else")).toBeUndefined();
  await early.close();
  await unread.close();
});

test("the use of a token is written down once a minute, and a store that is away hinders nobody", async () => {
  const { text, record } = await made();
  for (let second = 0; second < 61; second += 1) {
    tokens.authenticate(text);
    await clock.advance(1_000);
  }
  tokens.authenticate(text);
  await clock.advance(0);
  expect(store.touches).toHaveLength(2);
  expect((await tokens.lastUses()).get(record.id)).toBe(store.touches[1]?.[1]);
  store.failures.fail(Number.POSITIVE_INFINITY);
  await clock.advance(60_000);
  expect(tokens.authenticate(text)).toBeDefined();
});

test("revoking twice keeps the first, and what is not there cannot be revoked", async () => {
  const { record } = await made();
  const first = await revoke<TokenRecord>(store, "token", record.id, "token:a", clock.nowMs());
  expect(first?.revoked).toEqual({ by: "token:a", atMs: clock.nowMs() });
  expect(await revoke<TokenRecord>(store, "token", record.id, "token:b", 5)).toEqual(first);
  expect(await revoke<TokenRecord>(store, "token", "nothing", "token:b", 5)).toBeUndefined();
});
