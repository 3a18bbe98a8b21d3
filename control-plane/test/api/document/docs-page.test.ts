import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ApiLab, bearer, token } from "../api-lab.ts";
import { openLeaseLab } from "../leases/lease-lab.ts";

const lease = {
  method: "POST",
  headers: { ...bearer(), "content-type": "application/json" },
  body: JSON.stringify({ device: "d1" }),
};

/** A proxy that shows `target` under `/lab/rae`, and takes the prefix off. */
async function openProxy(target: string): Promise<{ server: Server; url: string }> {
  const server = createServer((asked, answer) => {
    if (!asked.url?.startsWith("/lab/rae/")) {
      answer.writeHead(418).end();
      return;
    }
    const { method, headers } = asked;
    const sent = { ...headers, "x-forwarded-prefix": "/lab/rae" };
    const path = asked.url.slice("/lab/rae".length);
    asked.pipe(
      request(new URL(target), { method, path, headers: sent }, (got) => {
        answer.writeHead(got.statusCode ?? 502, got.headers);
        got.pipe(answer);
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${port}/lab/rae` };
}

/** All that the page asks for by itself, as far as its text says. */
async function filesOf(page: string): Promise<readonly string[]> {
  const answer = await fetch(page);
  expect(answer.status).toBe(200);
  const html = await answer.text();
  const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file ?? "");
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) expect(file).not.toMatch(/^(https?:)?\/\//);
  return [...files, "./json"].map((file) => new URL(file, answer.url).href);
}

describe("the page to try REST", () => {
  let lab: ApiLab;
  beforeAll(async () => {
    lab = await ApiLab.open();
  });
  afterAll(() => lab.close());

  test.each([["/docs"], ["/docs/"]])(
    "%s opens without a token, with all that it needs",
    async (path) => {
      for (const file of await filesOf(`${lab.url}${path}`)) {
        expect([file, (await fetch(file)).status]).toEqual([file, 200]);
      }
    },
  );

  test("a file that it does not have is not found", async () => {
    expect((await fetch(`${lab.url}/docs/static/nothing.js`)).status).toBe(404);
    expect((await fetch(`${lab.url}/docs/static/..%2f..%2fpackage.json`)).status).toBe(404);
  });

  test("its document is that of /openapi.json, one folder deeper", async () => {
    const own = (await (await fetch(`${lab.url}/docs/json`)).json()) as object;
    const document = (await (await fetch(`${lab.url}/openapi.json`)).json()) as object;
    expect(own).toEqual({ ...document, servers: [{ url: ".." }] });
  });

  test("neither page nor document has the token in it", async () => {
    for (const path of ["/docs/", "/docs/json", "/docs/static/swagger-initializer.js"]) {
      expect(await (await fetch(`${lab.url}${path}`)).text()).not.toContain(token);
    }
  });
});

describe("behind a proxy with a prefix", () => {
  test("page, document and locations are under the prefix", async () => {
    const lab = await openLeaseLab(1, { behindProxy: true });
    const { server, url } = await openProxy(lab.url);
    for (const page of [`${url}/docs`, `${url}/docs/`]) {
      for (const file of await filesOf(page)) {
        expect(file.startsWith(`${url}/`)).toBe(true);
        expect([file, (await fetch(file)).status]).toEqual([file, 200]);
      }
    }
    const serverOf = async (path: string) => {
      const { servers } = (await (await fetch(`${url}${path}`)).json()) as {
        servers: { url: string }[];
      };
      return new URL(servers[0]?.url ?? "", `${url}${path}`).href;
    };
    expect(await serverOf("/openapi.json")).toBe(`${url}/`);
    expect(await serverOf("/docs/json")).toBe(`${url}/`);
    const granted = await fetch(`${url}/v1/leases`, lease);
    expect(granted.status).toBe(201);
    const { id } = (await granted.json()) as { id: string };
    expect(granted.headers.get("location")).toBe(`/lab/rae/v1/leases/${id}`);
    const location = new URL(granted.headers.get("location") ?? "", url);
    expect((await fetch(location, { headers: bearer() })).status).toBe(200);
    server.close();
    await lab.close();
  });

  test("who is not behind one cannot say so", async () => {
    const lab = await openLeaseLab(1);
    const headers = { ...lease.headers, "x-forwarded-prefix": "/evil" };
    const granted = await fetch(`${lab.url}/v1/leases`, { ...lease, headers });
    expect(granted.headers.get("location")).toMatch(/^\/v1\/leases\//);
    await lab.close();
  });
});

test("an installation may hide both", async () => {
  const lab = await ApiLab.open({ documentation: false });
  for (const path of ["/docs", "/docs/", "/docs/json", "/openapi.json"]) {
    expect((await fetch(`${lab.url}${path}`)).status).toBe(401);
    expect((await fetch(`${lab.url}${path}`, { headers: bearer() })).status).toBe(404);
  }
  await lab.close();
});
