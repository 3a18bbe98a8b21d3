import { afterAll, beforeAll, expect, test } from "vitest";
import { ApiLab, token } from "../api-lab.ts";

let lab: ApiLab;
beforeAll(async () => {
  lab = await ApiLab.open();
});
afterAll(() => lab.close());

const basic = Buffer.from(`anybody:${token}`).toString("base64");
const get = (path: string, authorization?: string) =>
  fetch(`${lab.url}${path}`, authorization === undefined ? {} : { headers: { authorization } });

test.each([
  ["/v1/devices"],
  ["/v1/events"],
  ["/v1/nothing"],
  ["/metrics"],
  ["/openapi.json/x"],
  ["/documents"],
  ["/healthz/"],
  ["//healthz"],
])("%s without a token is refused", async (path) => {
  const response = await get(path);
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ code: "unauthenticated", fault: "client" });
  expect(response.headers.get("www-authenticate")).toContain('Bearer realm="rae"');
});

test.each([["/healthz"], ["/readyz"], ["/openapi.json"], ["/docs"], ["/docs/static/index.html"]])(
  "%s needs no token",
  async (path) => {
    expect((await get(path)).status).toBe(200);
  },
);

test.each([
  ["a wrong token", "Bearer wrong"],
  ["a token with more behind it", `Bearer ${token}x`],
  ["a part of the token", `Bearer ${token.slice(0, -1)}`],
  ["no scheme", token],
  ["an empty token", "Bearer "],
  ["the token as a password", `Basic ${basic}`],
])("%s is refused", async (_name, authorization) => {
  expect((await get("/v1/devices", authorization)).status).toBe(401);
});

test("the right token is let in, whatever the case of the scheme", async () => {
  expect((await get("/v1/devices", `bearer ${token}`)).status).toBe(200);
});
