import { afterAll, beforeAll, expect, test } from "vitest";
import { ApiLab, bearer } from "./api-lab.ts";
import type { OpenApiDocument } from "./documented-responses.ts";

let lab: ApiLab;
let document: OpenApiDocument;
beforeAll(async () => {
  lab = await ApiLab.open();
  document = (await (
    await fetch(`${lab.url}/openapi.json`, { headers: bearer() })
  ).json()) as OpenApiDocument;
});
afterAll(() => lab.close());

test("every route is described", () => {
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(routes.filter((route) => !route.startsWith("HEAD")).sort()).toEqual([
    "DELETE /v1/leases/{lease}",
    "DELETE /v1/tenants/{tenant}",
    "DELETE /v1/tokens/{token}",
    "GET /healthz",
    "GET /metrics",
    "GET /readyz",
    "GET /v1/audit",
    "GET /v1/boxes",
    "GET /v1/boxes/{box}",
    "GET /v1/capabilities",
    "GET /v1/commands/{command}",
    "GET /v1/devices",
    "GET /v1/devices/{device}",
    "GET /v1/devices/{device}/commands",
    "GET /v1/devices/{device}/history",
    "GET /v1/devices/{device}/leases",
    "GET /v1/events",
    "GET /v1/leases",
    "GET /v1/leases/{lease}",
    "GET /v1/leases/{lease}/events",
    "GET /v1/me",
    "GET /v1/tenants",
    "GET /v1/tokens",
    "GET /v1/tokens/{token}",
    "GET /v1/usage",
    "POST /v1/devices/{device}/commands",
    "POST /v1/devices/{device}/health/check",
    "POST /v1/devices/{device}/health/release",
    "POST /v1/leases",
    "POST /v1/leases/{lease}/break",
    "POST /v1/leases/{lease}/release",
    "POST /v1/leases/{lease}/renew",
    "POST /v1/match",
    "POST /v1/tenants",
    "POST /v1/tokens",
  ]);
});

test("every answer of every route has a description and a schema", () => {
  const responses = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).flatMap(({ responses }) => Object.values(responses)),
  );
  expect(responses.length).toBeGreaterThan(50);
  for (const response of responses) {
    expect(response).toHaveProperty("description", expect.stringMatching(/^(?!Default Response)/));
    const [content] = Object.values(response.content ?? {});
    expect(Object.keys(content?.schema ?? {})).not.toEqual([]);
  }
});

test("every reference leads to a component", () => {
  const text = JSON.stringify(document);
  const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
  const names = new Set(references.map(([, name]) => name));
  expect([...names].sort()).toEqual([
    ...["Box", "Command", "Device", "HistoryEntry", "Lease", "LeaseWithQueue", "Problem"],
  ]);
  expect(Object.keys(document.components.schemas ?? {}).sort()).toEqual([...names].sort());
  expect(text).not.toMatch(/"\$ref":"(?!#\/components\/schemas\/)/);
});

test("the document is OpenAPI 3.1 and asks for a bearer token", () => {
  expect(document.openapi).toBe("3.1.0");
  expect(document).toMatchObject({
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
    paths: { "/healthz": { get: { security: [] } } },
  });
});

test("the page to try it comes with all that it needs", async () => {
  const page = await fetch(`${lab.url}/docs/`, { headers: bearer() });
  const html = await page.text();
  const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file ?? "");
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    expect(file).not.toMatch(/^(https?:)?\/\//);
    const answer = await fetch(new URL(file, `${lab.url}/docs/`), { headers: bearer() });
    expect([file, answer.status]).toEqual([file, 200]);
  }
});

test("capabilities come with their commands and schemas", async () => {
  const { body } = await lab.ask("/v1/capabilities");
  expect(body.items.map(({ name }) => name)).toEqual([
    "info",
    "power",
    "remote-control",
    "app",
    "console",
  ]);
  expect(body.items[1]?.commands[0]).toMatchObject({
    name: "on",
    effect: "effect-once",
    parameters: { type: "object", additionalProperties: false },
  });
});
