import { eventually } from "@rae/kit/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { installationAdmin } from "../../../src/core/access/principal.ts";
import { ApiLab } from "../api-lab.ts";
import { as, makeTenant, makeTokenBy } from "./token-lab.ts";

let lab: ApiLab;
beforeEach(async () => {
  lab = await ApiLab.open();
  await lab.untilAccessIsRead();
});
afterEach(() => lab.close());

test("a new token works at once, and says who it is and what it may do", async () => {
  const { token, id } = await makeTokenBy(lab, { role: "viewer" });
  const { status, body } = await lab.ask("/v1/me", { headers: as(token) });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    ...{ id: `token:${id}`, name: "of a test", tenant: "default", role: "viewer", reach: "tenant" },
    may: expect.arrayContaining(["devices.read", "events.read"]),
  });
  expect(body).toMatchObject({ may: expect.not.arrayContaining(["devices.command"]) });
  expect((await lab.ask("/v1/me")).body).toMatchObject({ id: "admin", reach: "platform" });
});

test("the secret is told once, and is nowhere afterwards", async () => {
  const { token, id } = await makeTokenBy(lab, {});
  const secret = token.slice(`rae_${id}_`.length);
  const one = await lab.ask(`/v1/tokens/${id}`);
  const list = await lab.ask("/v1/tokens");
  const { records } = await lab.accessStore.changes(undefined, new AbortController().signal);
  for (const text of [one.text, list.text, JSON.stringify(records)]) {
    expect(text).toContain(id);
    expect(text).not.toContain(secret);
  }
  expect(one.text + list.text).not.toContain("Sha256");
});

test("a token that was used says when", async () => {
  const { token, id } = await makeTokenBy(lab, {});
  expect((await lab.ask(`/v1/tokens/${id}`)).body).toMatchObject({ lastUsedAt: null });
  await lab.ask("/v1/me", { headers: as(token) });
  await eventually(async () =>
    expect((await lab.ask(`/v1/tokens/${id}`)).body).toMatchObject({
      lastUsedAt: expect.any(String),
    }),
  );
});

test("a token is revoked for good, and asking again changes nothing", async () => {
  const { token, id } = await makeTokenBy(lab, {});
  const first = await lab.ask(`/v1/tokens/${id}`, { method: "DELETE" });
  expect(first.body).toMatchObject({ state: "revoked", revoked: { by: "admin" } });
  const refused = await lab.ask("/v1/me", { headers: as(token) });
  expect([refused.status, refused.body.code]).toEqual([401, "unauthenticated"]);
  expect((await lab.ask(`/v1/tokens/${id}`, { method: "DELETE" })).body).toEqual(first.body);
});

test("lists are narrowed by state and come in pages", async () => {
  const made = [];
  for (let index = 0; index < 5; index += 1) made.push(await makeTokenBy(lab, {}));
  await lab.ask(`/v1/tokens/${made[0]?.id}`, { method: "DELETE" });
  const ids = made
    .slice(1)
    .map(({ id }) => id)
    .sort();
  const first = await lab.ask("/v1/tokens?state=active&limit=3");
  const second = await lab.ask(`/v1/tokens?state=active&limit=3&cursor=${first.body.nextCursor}`);
  expect([...first.body.items, ...second.body.items].map(({ id }) => id)).toEqual(ids);
  expect(second.body.nextCursor).toBeNull();
  expect((await lab.ask("/v1/tokens?state=revoked")).body.items).toHaveLength(1);
});

test.each([
  [
    "an end that has passed",
    { role: "viewer", expiresAt: "2020-01-01T00:00:00Z" },
    400,
    "bad-request",
  ],
  ["a role that there is not", { role: "owner" }, 400, "bad-request"],
  ["a tenant that there is not", { role: "viewer", tenant: "nobody" }, 404, "tenant-not-found"],
  ["no description", { role: "viewer", description: "" }, 400, "bad-request"],
])("%s is refused", async (_name, body, status, code) => {
  const answer = await lab.ask("/v1/tokens", {
    method: "POST",
    body: { description: "x", ...body },
  });
  expect([answer.status, answer.body.code]).toEqual([status, code]);
});

describe("an admin of a tenant", () => {
  let admin: Record<string, string>;
  beforeEach(async () => {
    await makeTenant(lab, "acme");
    admin = as((await makeTokenBy(lab, { tenant: "acme", role: "admin" })).token);
  });
  const ask = (path: string, method = "GET", body?: unknown) =>
    lab.ask(path, { method, headers: admin, ...(body === undefined ? {} : { body }) });

  test("makes tokens of its tenant, and no others", async () => {
    const { token } = await makeTokenBy(lab, { role: "operator" }, admin);
    const me = await lab.ask("/v1/me", { headers: as(token) });
    expect(me.body).toMatchObject({ tenant: "acme", role: "operator" });
    for (const more of [{ tenant: "default" }, { reach: "platform" }]) {
      const answer = await ask("/v1/tokens", "POST", { description: "x", role: "viewer", ...more });
      expect([answer.status, answer.body.code]).toEqual([403, "forbidden"]);
    }
  });

  test("knows of its tenant's tokens only: others are as if there were none", async () => {
    const foreign = await makeTokenBy(lab, {});
    const above = await makeTokenBy(lab, { tenant: "acme", reach: "platform" });
    const own = await makeTokenBy(lab, { role: "viewer" }, admin);
    const listed = (await ask("/v1/tokens")).body.items.map(({ id }) => id);
    expect(listed).toContain(own.id);
    expect(listed).not.toContain(foreign.id);
    expect(listed).not.toContain(above.id);
    const nothing = async (id: string, method: string) => {
      const { status, body } = await ask(`/v1/tokens/${id}`, method);
      const { requestId, detail, details, ...rest } = body;
      return [status, detail.replace(id, "ID"), JSON.stringify(details).replace(id, "ID"), rest];
    };
    for (const method of ["GET", "DELETE"]) {
      const missing = await nothing("0000000000000000", method);
      expect([missing[0], missing[3]]).toMatchObject([404, { code: "token-not-found" }]);
      expect(await nothing(foreign.id, method)).toEqual(missing);
      expect(await nothing(above.id, method)).toEqual(missing);
    }
    expect((await lab.ask(`/v1/tokens/${foreign.id}`)).body).toMatchObject({ state: "active" });
  });

  test("knows nothing of tenants", async () => {
    for (const [path, method, body] of [
      ["/v1/tenants", "GET", undefined],
      ["/v1/tenants", "POST", { id: "globex", name: "Globex" }],
      ["/v1/tenants/acme", "DELETE", undefined],
    ] as const) {
      expect((await ask(path, method, body)).status).toBe(403);
    }
  });
});

test("a tenant is made once, and its tokens end with it", async () => {
  await makeTenant(lab, "acme");
  const twice = await lab.ask("/v1/tenants", { method: "POST", body: { id: "acme", name: "B" } });
  expect([twice.status, twice.body.code]).toEqual([409, "tenant-exists"]);
  const ours = await lab.ask("/v1/tenants", { method: "POST", body: { id: "default", name: "B" } });
  expect(ours.status).toBe(409);
  expect((await lab.ask("/v1/tenants")).body.items).toMatchObject([{ id: "acme", name: "acme" }]);
  const { token } = await makeTokenBy(lab, { tenant: "acme" });
  expect((await lab.ask("/v1/tenants/acme", { method: "DELETE" })).status).toBe(200);
  expect((await lab.ask("/v1/me", { headers: as(token) })).status).toBe(401);
  expect((await lab.ask("/v1/tenants")).body.items).toEqual([]);
  expect((await lab.ask("/v1/tenants/globex", { method: "DELETE" })).status).toBe(404);
});

test("while the store is away changes are refused, and what is known works on", async () => {
  const { token } = await makeTokenBy(lab, { role: "viewer" });
  lab.accessStore.failures.fail(Number.POSITIVE_INFINITY);
  const body = { description: "x", role: "viewer" };
  const { status, body: problem } = await lab.ask("/v1/tokens", { method: "POST", body });
  expect([status, problem.code]).toEqual([503, "access-store-unavailable"]);
  expect((await lab.ask("/v1/me", { headers: as(token) })).status).toBe(200);
  lab.accessStore.failures.fail(0);
});

test("before the store was read only the administrator is known", async () => {
  const { token } = await makeTokenBy(lab, {});
  const store = lab.accessStore.another();
  store.failures.fail(Number.POSITIVE_INFINITY);
  const early = await ApiLab.open({ accessStore: store });
  const refused = await early.ask("/v1/me", { headers: as(token) });
  expect([refused.status, refused.body.code]).toEqual([503, "access-store-unavailable"]);
  expect((await early.ask("/v1/me")).body).toMatchObject({ id: installationAdmin.id });
  expect((await early.ask("/v1/tokens")).status).toBe(503);
  store.failures.fail(0);
  await eventually(async () =>
    expect((await early.ask("/v1/me", { headers: as(token) })).status).toBe(200),
  );
  await early.close();
});
