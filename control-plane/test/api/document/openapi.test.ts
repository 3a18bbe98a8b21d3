import { errorCodes } from "@rae/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ApiLab, bearer } from "../api-lab.ts";
import type { OpenApiDocument } from "./open-api-document.ts";

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
    "DELETE /v1/assignments/{asset}",
    "DELETE /v1/leases/{lease}",
    "DELETE /v1/shares/{share}",
    "DELETE /v1/tenants/{tenant}",
    "DELETE /v1/tokens/{token}",
    "GET /healthz",
    "GET /metrics",
    "GET /readyz",
    "GET /v1/assignments",
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
    "GET /v1/shares",
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
    "POST /v1/shares",
    "POST /v1/tenants",
    "POST /v1/tokens",
    "PUT /v1/assignments/{asset}",
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
    "Box",
    "Command",
    "Device",
    "FleetEvent",
    "HistoryEntry",
    "Lease",
    "LeaseEvent",
    "LeaseWithQueue",
    "Problem",
  ]);
  expect(Object.keys(document.components.schemas ?? {}).sort()).toEqual([...names].sort());
  const all = [...text.matchAll(/"\$ref":"#\/components\/([^/"]+)\/([^"]+)"/g)];
  for (const [, kind = "", name = ""] of all) {
    expect(document.components[kind]).toHaveProperty([name]);
  }
  expect(all.length).toBe([...text.matchAll(/"\$ref"/g)].length);
});

test("the document is OpenAPI 3.1 and asks for a bearer token", () => {
  expect(document.openapi).toBe("3.1.0");
  expect(document).toMatchObject({
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
    paths: { "/healthz": { get: { security: [] } } },
  });
});

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  );

test("every operation has an id of its own and a tag that is described", () => {
  const ids = operations().map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z][A-Za-z]+$/);
  const described = document.tags.map(({ name }) => name);
  const used = operations().flatMap(({ operation }) => operation.tags);
  expect(new Set(used)).toEqual(new Set(described));
  for (const { description } of document.tags) expect(description).toMatch(/\.$/);
});

test("every parameter and every body has an example", () => {
  const missing = operations().flatMap(({ name, operation }) => {
    const { parameters = [], requestBody } = operation;
    const media = requestBody?.content["application/json"];
    return [
      ...parameters
        .filter((each) => each.example === undefined && each.examples === undefined)
        .map((each) => `${name} ${each.in} ${each.name}`),
      ...(media === undefined || media.example || media.examples ? [] : [`${name} body`]),
    ];
  });
  expect(missing).toEqual([]);
});

test("every named resource has an example", () => {
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    expect([name, schema]).toEqual([
      name,
      expect.objectContaining({ examples: [expect.anything()] }),
    ]);
  }
});

test("every error of every operation says its codes, each with an example", () => {
  for (const { name, operation } of operations()) {
    for (const [status, { content, headers }] of Object.entries(operation.responses)) {
      expect([name, headers]).toEqual([
        name,
        expect.objectContaining({ "X-Request-Id": expect.anything() }),
      ]);
      const problem = content?.["application/problem+json"];
      if (Number(status) < 400 || problem === undefined) continue;
      const codes = problem.schema.allOf?.[1]?.properties?.code?.enum ?? [];
      expect([name, status, codes]).toEqual([
        name,
        status,
        expect.arrayContaining([expect.anything()]),
      ]);
      expect(Object.keys(problem.examples ?? {})).toEqual(codes);
    }
  }
});

test("every code of the error table that has a status is one of a problem", () => {
  const { enum: codes } = document.components.schemas.Problem?.properties?.code ?? {};
  expect(codes).toEqual(Object.keys(errorCodes));
});

test("headers that an answer has are described with it", () => {
  const headersOf = (path: string, method: string, status: string) =>
    Object.keys(document.paths[path]?.[method]?.responses[status]?.headers ?? {}).sort();
  const waited = ["Location", "Preference-Applied", "X-Request-Id"];
  expect(headersOf("/v1/leases", "post", "201")).toEqual(waited);
  expect(headersOf("/v1/leases", "post", "202")).toEqual(waited);
  expect(headersOf("/v1/devices/{device}/commands", "post", "200")).toEqual(waited);
  expect(headersOf("/v1/devices/{device}/commands", "post", "202")).toEqual(waited);
  expect(headersOf("/v1/devices", "get", "401")).toEqual(["WWW-Authenticate", "X-Request-Id"]);
  expect(headersOf("/v1/devices", "get", "503")).toEqual(["Retry-After", "X-Request-Id"]);
  expect(headersOf("/v1/usage", "get", "200")).toEqual(["Content-Disposition", "X-Request-Id"]);
  expect(headersOf("/v1/match", "post", "415")).toEqual([
    "Accept-Encoding",
    "Accept-Post",
    "X-Request-Id",
  ]);
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
