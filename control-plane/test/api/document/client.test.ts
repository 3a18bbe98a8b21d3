import createClient, { type Middleware } from "openapi-fetch";
import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiLab, bearer } from "../api-lab.ts";
import { openLeaseLab } from "../leases/lease-lab.ts";
import { useEveryOperation } from "./every-operation.ts";
import type { paths } from "./gen/api.ts";
import type { OpenApiDocument } from "./open-api-document.ts";

let lab: ApiLab;
let document: OpenApiDocument;
beforeAll(async () => {
  lab = await openLeaseLab(2);
  await lab.untilAccessIsRead();
  const answer = await fetch(`${lab.url}/openapi.json`, { headers: bearer() });
  document = (await answer.json()) as OpenApiDocument;
});
afterAll(() => lab.close());

/** `npm run types` checks the program below against this file; `vitest -u` writes it anew. */
test("the types of a client are those that a generator makes of the document", async () => {
  const made = await openapiTS(document as unknown as OpenAPI3, { alphabetize: true });
  await expect(astToString(made)).toMatchFileSnapshot("gen/api.ts");
});

test("a program that uses every operation by a generated client does what it means to", async () => {
  const used = new Set<string>();
  const wrong: string[] = [];
  const recorder: Middleware = {
    onResponse({ request, response, schemaPath }) {
      const operation = `${request.method} ${schemaPath}`;
      used.add(operation);
      if (response.status >= 300) wrong.push(`${operation}: ${response.status}`);
    },
  };
  const client = createClient<paths>({ baseUrl: lab.url, headers: bearer() });
  client.use(recorder);
  await useEveryOperation(client, { device: "d1", asset: "asset-d2", box: "box-1" });
  expect(wrong).toEqual([]);
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect([...used].sort()).toEqual(all.filter((each) => !each.startsWith("HEAD ")).sort());
});
