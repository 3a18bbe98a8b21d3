import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ApiLab, bearer, token } from "../api-lab.ts";

let lab: ApiLab;
beforeAll(async () => {
  lab = await ApiLab.open();
});
afterAll(() => lab.close());

describe("a query is read as it is documented, and not guessed at", () => {
  test.each([
    ["/v1/devices?limit=true", "limit"],
    ["/v1/devices?limit=0x10", "limit"],
    ["/v1/devices?limit=1e2", "limit"],
    ["/v1/devices?limit=10.0", "limit"],
    ["/v1/devices?limit=%2010", "limit"],
    ["/v1/devices?limit=%2B10", "limit"],
    ["/v1/devices?limit=010", "limit"],
    ["/v1/devices?limit=null", "limit"],
    ["/v1/devices?limit=", "limit"],
    ["/v1/devices?limit", "limit"],
    ["/v1/devices?limit=1&limit=2", "limit"],
    ["/v1/devices/x/history?afterRevision=-0", "afterRevision"],
    ["/v1/devices/x/history?afterRevision=9007199254740993", "afterRevision"],
    ["/v1/devices/x/history?afterRevision=9007199254740992", "afterRevision"],
    ["/v1/leases?mine=1", "mine"],
    ["/v1/leases?mine=TRUE", "mine"],
    ["/v1/leases?mine=yes", "mine"],
    ["/v1/leases?mine=", "mine"],
    ["/v1/devices?box=", "box"],
    ["/v1/devices?q=", "q"],
    ["/v1/devices?capability=", "capability"],
    ["/v1/devices?facets=", "facets"],
    ["/v1/devices?facets=model,,state", "facets"],
    ["/v1/devices?Limit=1", "Limit"],
    ["/v1/devices?=1", "query"],
    ["/v1/devices?__proto__=1", "__proto__"],
    ["/v1/devices?constructor=1", "constructor"],
    ["/v1/boxes/box-1?verbose=true", "verbose"],
    ["/v1/commands/x?verbose=true", "verbose"],
    ["/healthz?verbose=true", "verbose"],
    ["/readyz?verbose=true", "verbose"],
    ["/metrics?name=x", "name"],
  ])("%s", async (path, named) => {
    const { status, body } = await lab.ask(path);
    expect([status, body.code]).toEqual([400, "bad-request"]);
    expect(JSON.stringify([body.detail, body.details])).toContain(named);
  });

  test("numbers, booleans and repeated parameters are read as before", async () => {
    for (const path of [
      "/v1/devices?limit=10&capability=power&capability=app&attribute=a:b",
      "/v1/devices?box=true&model=10&q=1e2",
      "/v1/devices?q=two+words%20more",
      "/v1/leases?mine=true",
      "/v1/leases?mine=false&",
    ]) {
      expect([path, (await lab.ask(path)).status]).toEqual([path, 200]);
    }
  });
});

describe("a time that no calendar has is refused", () => {
  test.each([
    "2026-02-30T00:00:00Z",
    "2025-02-29T00:00:00Z",
    "2026-04-31T10:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-00-10T00:00:00Z",
    "2026-01-00T00:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T10:60:00Z",
    "2026-01-01T10:00:60Z",
    "2026-01-01T10:00:00+24:00",
    "2026-01-01T10:00:00+10:60",
    "2026-01-01",
    "2026-01-01T10:00:00",
    "2026-01-01 10:00:00Z",
    "1767225600000",
    "",
  ])("%s", async (time) => {
    for (const path of ["/v1/devices/x/history", "/v1/usage"]) {
      for (const name of ["from", "to"]) {
        const { status, body } = await lab.ask(`${path}?${name}=${encodeURIComponent(time)}`);
        expect([status, body.code]).toEqual([400, "bad-request"]);
        expect(JSON.stringify([body.detail, body.details])).toContain(name);
      }
    }
  });

  test("leap days, zones and fractions are read", async () => {
    for (const time of ["2024-02-29T23:59:59.123456789Z", "2026-01-01T00:00:00-11:30"]) {
      const to = encodeURIComponent(time);
      expect((await lab.ask(`/v1/usage?to=${to}`)).status).toBe(200);
    }
  });
});

describe("an address that is none", () => {
  test.each([
    ["/v1/devices/%zz"],
    ["/v1/devices/%"],
    ["/v1/devices/%ff"],
    ["/v1/devices/%c0%80"],
    ["/v1/devices/%ed%a0%80"],
    ["/v1/devices?q=%zz"],
    ["/v1/devices?q=%"],
    ["/v1/devices?q=%ff"],
    ["/v1/devices?q=%ed%a0%80"],
    ["/v1/devices?%ff=1"],
    ["/v1/devices?q=a%00b"],
    ["/v1/devices/a%00b"],
  ])("%s", async (path) => {
    const answer = await fetch(`${lab.url}${path}`, { headers: bearer() });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: "bad-request", fault: "client" });
  });

  test.each([
    [`/v1/devices/${"x".repeat(101)}`, 400, "bad-request"],
    [`/v1/devices/${"x".repeat(8_000)}`, 400, "bad-request"],
    [`/v1/boxes/${"x".repeat(65)}`, 400, "bad-request"],
    ["/v1/devices/", 404, "route-not-found"],
    ["/v1/devices//history", 404, "route-not-found"],
    ["//v1/devices", 404, "route-not-found"],
    ["/V1/devices", 404, "route-not-found"],
    ["/v1/devices/x/y/z", 404, "route-not-found"],
    ["/v1", 404, "route-not-found"],
    ["/", 404, "route-not-found"],
    ["/healthz/", 404, "route-not-found"],
  ])("%s", async (path, status, code) => {
    const answer = await fetch(`${lab.url}${path}`, { headers: bearer() });
    expect([answer.status, await answer.json()]).toEqual([
      status,
      expect.objectContaining({ code, fault: "client" }),
    ]);
  });

  test("one that is longer than any is refused before it is read", async () => {
    const answer = await raw(`GET /v1/devices/${"x".repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 431 .*"code":"bad-request"/s);
  });
});

describe("methods", () => {
  test.each([
    ["PUT", "/v1/devices", "GET, HEAD"],
    ["PATCH", "/v1/leases/x", "DELETE, GET, HEAD"],
    ["OPTIONS", "/v1/leases", "GET, HEAD, POST"],
    ["DELETE", "/v1/match", "POST"],
    ["GET", "/v1/match", "POST"],
    ["POST", "/v1/events", "GET"],
    ["HEAD", "/v1/events", "GET"],
    ["HEAD", "/v1/match", "POST"],
    ["POST", "/healthz", "GET, HEAD"],
    ["POST", "/openapi.json", "GET, HEAD"],
    ["PROPFIND", "/v1/devices", "GET, HEAD"],
    ["PROPFIND", `/v1/devices/${"x".repeat(101)}`, "GET, HEAD"],
    ["MKCOL", "/v1/leases", "GET, HEAD, POST"],
  ])("%s %s is not allowed, and the answer says what is", async (method, path, allow) => {
    const answer = await fetch(`${lab.url}${path}`, { method, headers: bearer() });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, allow]);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
  });

  test("HEAD is answered as GET, without a body", async () => {
    const get = await fetch(`${lab.url}/v1/devices`, { headers: bearer() });
    const head = await fetch(`${lab.url}/v1/devices`, { method: "HEAD", headers: bearer() });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    expect(head.headers.get("content-type")).toBe(get.headers.get("content-type"));
    const missing = await fetch(`${lab.url}/v1/boxes/x`, { method: "HEAD", headers: bearer() });
    expect([missing.status, await missing.text()]).toEqual([404, ""]);
  });
});

async function raw(text: string | Buffer): Promise<string> {
  const socket = connect(Number(new URL(lab.url).port), "127.0.0.1");
  socket.on("error", () => {});
  socket.write(text);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe("what is no HTTP", () => {
  const head = `POST /v1/match HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\nconnection: close\r\n`;

  test("a key that is given twice is refused", async () => {
    const keys = "idempotency-key: a\r\nidempotency-key: b\r\n";
    const path = head.replace("/v1/match", "/v1/leases");
    const answer = await raw(`${path}${keys}content-length: 2\r\n\r\n{}`);
    expect(answer).toMatch(/^HTTP\/1.1 400 .*idempotency-key is given twice/s);
  });

  test.each([
    ["no host", `${head.replace("host: x\r\n", "")}content-length: 2\r\n\r\n{}`, 400],
    ["an unknown method", "BREW /v1/devices HTTP/1.1\r\nhost: x\r\n\r\n", 400],
    ["a chunk that has no size", `${head}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n`, 400],
    ["two lengths", `${head}content-length: 2\r\ncontent-length: 3\r\n\r\n{} `, 400],
    [
      "length and chunks",
      `${head}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ["a length that is no number", `${head}content-length: two\r\n\r\n{}`, 400],
    ["a negative length", `${head}content-length: -2\r\n\r\n{}`, 400],
    ["a NUL in a header", `${head}x: a\0b\r\ncontent-length: 2\r\n\r\n{}`, 400],
    ["a NUL in the address", "GET /v1/\0 HTTP/1.1\r\nhost: x\r\n\r\n", 400],
    ["an expectation that nobody meets", `${head}expect: tea\r\ncontent-length: 2\r\n\r\n{}`, 417],
  ])("%s is answered as a problem and the connection ends", async (_name, text, status) => {
    const answer = await raw(text);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/content-type: application\/problem\+json/i);
    expect(answer).toMatch(/connection: close/i);
    expect(answer).toContain(`"status":${status}`);
  });
});
