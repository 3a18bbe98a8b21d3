import { afterAll, beforeAll, expect, test } from "vitest";
import { ruleOf } from "../../../src/core/access/actions.ts";
import { isAtLeast, type Role, roles } from "../../../src/core/access/role.ts";
import { ApiLab, bearer } from "../api-lab.ts";
import { as, makeTokenBy } from "./token-lab.ts";

let lab: ApiLab;
const tokens = new Map<string, string>();
beforeAll(async () => {
  lab = await ApiLab.open();
  await lab.untilAccessIsRead();
  for (const role of roles) {
    for (const reach of ["tenant", "platform"] as const) {
      tokens.set(`${role} ${reach}`, (await makeTokenBy(lab, { role, reach })).token);
    }
  }
});
afterAll(() => lab.close());

/** Asks for nothing that is there: what may be asked is answered by anything but a refusal. */
async function isRefused(method: string, url: string, headers: Record<string, string>) {
  const path = url.replaceAll(/:[a-z]+/gi, "nothing");
  const stop = new AbortController();
  const response = await fetch(`${lab.url}${path}`, { method, headers, signal: stop.signal });
  const isForbidden = response.status === 403;
  stop.abort();
  return isForbidden;
}

async function refusals(by: (action: string) => boolean) {
  const found: string[] = [];
  const { routes } = lab;
  for (const { method, url, action } of routes) {
    if (action === undefined || !by(action)) continue;
    for (const [who, token] of tokens) {
      if (await isRefused(method, url, as(token))) found.push(`${method} ${url}: ${who}`);
    }
  }
  return found.sort();
}

test("each route refuses exactly those roles that the table refuses", async () => {
  const expected = lab.routes.flatMap(({ method, url, action }) => {
    if (action === undefined) return [];
    const { least, scope } = ruleOf(action);
    const mayAsk = (role: Role, reach: string) =>
      isAtLeast(role, least) && (scope !== "platform" || reach === "platform");
    return [...tokens.keys()]
      .filter((who) => {
        const [role, reach] = who.split(" ") as [Role, string];
        return !mayAsk(role, reach);
      })
      .map((who) => `${method} ${url}: ${who}`);
  });
  expect(expected.length).toBeGreaterThan(50);
  expect(await refusals(() => true)).toEqual(expected.sort());
});

/** By hand, as docs/access.md says: what each role may ask for besides what the one before it may. */
const asked: Readonly<Record<Role, readonly string[]>> = {
  viewer: [
    ...["GET /v1/devices", "GET /v1/devices/nothing", "GET /v1/devices/nothing/history"],
    ...["GET /v1/devices/nothing/commands", "GET /v1/devices/nothing/leases", "POST /v1/match"],
    ...["GET /v1/commands/nothing", "GET /v1/boxes", "GET /v1/boxes/nothing"],
    ...["GET /v1/capabilities", "GET /v1/leases", "GET /v1/leases/nothing"],
    ...["GET /v1/leases/nothing/events", "GET /v1/events", "GET /v1/usage", "GET /v1/me"],
  ],
  tester: [
    ...["POST /v1/devices/nothing/commands", "POST /v1/leases", "DELETE /v1/leases/nothing"],
    ...["POST /v1/leases/nothing/renew", "POST /v1/leases/nothing/release"],
  ],
  operator: [
    ...["POST /v1/devices/nothing/health/check", "POST /v1/devices/nothing/health/release"],
    ...["POST /v1/leases/nothing/break", "GET /v1/audit"],
  ],
  admin: [
    "GET /v1/tokens",
    "POST /v1/tokens",
    "GET /v1/tokens/nothing",
    "DELETE /v1/tokens/nothing",
    ...["GET /v1/shares", "POST /v1/shares", "DELETE /v1/shares/nothing"],
    ...["GET /v1/assignments", "PUT /v1/assignments/nothing", "DELETE /v1/assignments/nothing"],
  ],
};
const ofThePlatform: Readonly<Partial<Record<Role, readonly string[]>>> = {
  viewer: ["GET /metrics"],
  admin: ["GET /v1/tenants", "POST /v1/tenants", "DELETE /v1/tenants/nothing"],
};

test("each role may ask for what the documentation says, and for nothing else", async () => {
  const all = lab.routes
    .filter(({ action, method }) => action !== undefined && method !== "HEAD")
    .filter(({ url }) => !/^\/(docs|openapi)/.test(url))
    .map(({ method, url }) => `${method} ${url.replaceAll(/:[a-z]+/gi, "nothing")}`);
  const wrong: string[] = [];
  for (const role of roles) {
    const upTo = roles.slice(0, roles.indexOf(role) + 1);
    const inTenant = upTo.flatMap((each) => asked[each]);
    const everywhere = [...inTenant, ...upTo.flatMap((each) => ofThePlatform[each] ?? [])];
    for (const [reach, may] of [
      ["tenant", inTenant],
      ["platform", everywhere],
    ] as const) {
      const headers = as(tokens.get(`${role} ${reach}`) ?? "");
      for (const route of all) {
        const [method = "", path = ""] = route.split(" ");
        const refused = await isRefused(method, path, headers);
        if (refused === may.includes(route)) wrong.push(`${role} ${reach}: ${route}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test("a refusal says which role is needed, and a stranger learns nothing", async () => {
  const headers = as(tokens.get("viewer tenant") ?? "");
  const { status, body } = await lab.ask("/v1/tokens", { headers });
  expect([status, body.code]).toEqual([403, "forbidden"]);
  expect(body.detail).toBe("tokens.manage needs the role admin, and this principal is viewer");
  const tenants = await lab.ask("/v1/tenants", { headers: as(tokens.get("admin tenant") ?? "") });
  expect(tenants.body.detail).toBe("tenants.manage is for principals of the whole platform only");
  const strangers = await Promise.all(
    ["/v1/tokens", "/v1/nothing", "/v1/me"].map((path) =>
      fetch(`${lab.url}${path}`, { headers: as("rae_0000000000000000_x") }),
    ),
  );
  expect(strangers.map((each) => each.status)).toEqual([401, 401, 401]);
  expect(await isRefused("GET", "/v1/tenants", bearer())).toBe(false);
});
