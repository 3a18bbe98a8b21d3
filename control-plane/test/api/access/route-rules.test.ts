import { silentLogger } from "@rae/kit";
import { fastify } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { watchRouteRules } from "../../../src/api/access/route-rules.ts";
import type { Api } from "../../../src/api/api-context.ts";
import { type Action, actions } from "../../../src/core/access/actions.ts";
import { ApiLab } from "../api-lab.ts";

let lab: ApiLab;
beforeAll(async () => {
  lab = await ApiLab.open();
});
afterAll(() => lab.close());

test("every action of the table is that of a route", () => {
  const used = new Set(lab.routes.map(({ action }) => action));
  const unused = (Object.keys(actions) as Action[]).filter((action) => !used.has(action));
  expect(unused).toEqual([]);
});

test("only health, readiness and the documentation are open", () => {
  const open = lab.routes.filter(({ action }) => action === undefined).map(({ url }) => url);
  const others = open.filter((url) => !/^\/(docs(\/|$)|openapi\.json$)/.test(url));
  expect([...new Set(others)].sort()).toEqual(["/healthz", "/readyz"]);
});

test.each([
  ["neither an action nor that it is open", {}],
  ["both", { action: "devices.read", open: true }],
] as const)("a route that names %s is not taken", async (_name, config) => {
  const api = fastify({ loggerInstance: silentLogger }) as unknown as Api;
  const rules = watchRouteRules(api);
  api.get("/v1/careless", { config }, async () => ({}));
  await api.ready();
  expect(rules).toThrow("GET /v1/careless must name its action");
  await api.close();
});
