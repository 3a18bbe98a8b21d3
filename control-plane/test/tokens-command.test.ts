import { expect, test } from "vitest";
import { parseApiToken } from "../src/access/api-token.ts";
import { MemoryAccessStore } from "../src/testing/index.ts";
import { readOrder } from "../src/tokens-command.ts";

const nowMs = Date.parse("2026-11-30T09:00:00Z");

test("a token is made, listed without its secret, and revoked", async () => {
  const store = new MemoryAccessStore();
  const options = {
    role: "tester",
    description: "nightly\u001b[2J",
    expires: "2027-01-01T00:00:00Z",
  };
  const text = (await readOrder(["create"], options, nowMs)(store)).trim();
  const { id = "", secret = "" } = parseApiToken(text) ?? {};
  await store.touch(id, nowMs);
  const list = readOrder(["list"], {}, nowMs);
  const line = [id, "active", "tester", "default", "2026-11-30T09:00:00.000Z"].join("\t");
  expect(await list(store)).toBe(`${line}\t"nightly\\u001b[2J"\n`);
  expect(await list(store)).not.toContain(secret);
  expect(await readOrder(["list"], {}, Date.parse("2027-01-02T00:00:00Z"))(store)).toContain(
    "expired",
  );
  expect(await readOrder(["revoke", id], {}, nowMs)(store)).toBe(`${id} is revoked\n`);
  expect(await list(store)).toContain("revoked");
});

test("a token of the platform says so, and what is not there cannot be revoked", async () => {
  const store = new MemoryAccessStore();
  const options = { role: "viewer", description: "prometheus", platform: true };
  await readOrder(["create"], options, nowMs)(store);
  expect(await readOrder(["list"], {}, nowMs)(store)).toContain("viewer\tplatform\tnever");
  const missing = readOrder(["revoke", "0000000000000000"], {}, nowMs)(store);
  await expect(missing).rejects.toMatchObject({ code: "token-not-found" });
  const foreign = { ...options, tenant: "nobody" };
  const unknown = readOrder(["create"], foreign, nowMs)(store);
  await expect(unknown).rejects.toMatchObject({ code: "tenant-not-found" });
});

test.each([
  ["no word", [], {}],
  ["another word", ["delete"], {}],
  ["an id too many", ["revoke", "a", "b"], {}],
  ["an option that does not go with it", ["list"], { role: "viewer" }],
  ["no role", ["create"], { description: "x" }],
  ["another role", ["create"], { role: "owner", description: "x" }],
  ["no description", ["create"], { role: "viewer" }],
  [
    "a time without a zone",
    ["create"],
    { role: "viewer", description: "x", expires: "2027-01-01T00:00:00" },
  ],
  [
    "an end that has passed",
    ["create"],
    { role: "viewer", description: "x", expires: "2020-01-01T00:00:00Z" },
  ],
])("%s is told with how it is to be", (_name, words, options) => {
  expect(() => readOrder(words, options, nowMs)).toThrow(/tokens|--/);
});
