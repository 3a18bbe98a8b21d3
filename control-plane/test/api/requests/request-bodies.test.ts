import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ApiLab, bearer } from "../api-lab.ts";

let lab: ApiLab;
beforeAll(async () => {
  lab = await ApiLab.open();
});
afterAll(() => lab.close());

async function send(path: string, body: Uint8Array | string | undefined, headers = {}) {
  const answer = await fetch(`${lab.url}${path}`, {
    method: "POST",
    headers: { ...bearer(), ...headers },
    ...(body === undefined ? {} : { body: Buffer.from(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: JSON.parse(text) };
}

const json = { "content-type": "application/json" };
const match = (body: Uint8Array | string, headers: object = json) =>
  send("/v1/match", body, headers);
const bytes = (...parts: readonly (string | number)[]) =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.of(part))),
  );

describe("a body that is not JSON in UTF-8 is refused", () => {
  test.each([
    ["a byte that no UTF-8 has", bytes('{"requirements":{},"devices":["', 0xff, '"]}')],
    [
      "a text that is cut within a character",
      bytes('{"requirements":{},"devices":["', 0xc3, '"]}'),
    ],
    ["an overlong form", bytes('{"requirements":{},"devices":["', 0xc0, 0xaf, '"]}')],
    ["half a character", bytes('{"requirements":{},"devices":["', 0xed, 0xa0, 0x80, '"]}')],
    ["UTF-16", Buffer.from('{"requirements":{}}', "utf16le")],
    ["nothing", ""],
    ["a NUL byte", bytes('{"requirements":{}}', 0)],
    ["two values", "{}{}"],
    ["a number that JSON does not know", '{"requirements":{},"count":0x1}'],
    ["NaN", '{"requirements":{},"count":NaN}'],
    ["a comment", '{"requirements":{}/**/}'],
    ["a text", '"requirements"'],
    ["a list", "[]"],
    ["null", "null"],
    ["a number as text", '{"requirements":{},"count":"1"}'],
    ["a boolean as number", '{"requirements":{},"sameBox":1}'],
    ["a number beyond all numbers", '{"requirements":{},"count":1e400}'],
    ["a fraction", '{"requirements":{},"count":1.5}'],
  ])("%s", async (_name, body) => {
    const answer = await match(body);
    expect([answer.status, answer.body.code]).toEqual([400, "bad-request"]);
  });

  test("numbers are read as JSON has them", async () => {
    expect((await match('{"requirements":{},"count":1e0}')).status).toBe(200);
    expect((await match('{"requirements":{},"count":2.0}')).status).toBe(200);
  });

  test("a body that is nested deeper than any is refused or read, and never a failure of ours", async () => {
    const deep = `${"[".repeat(30_000)}${"]".repeat(30_000)}`;
    expect((await match(`{"requirements":${deep}}`)).status).toBe(400);
    const parameters = `{"capability":"power","command":"on","parameters":{"a":${deep}}}`;
    expect((await send("/v1/devices/x/commands", parameters, json)).status).toBeLessThan(500);
  });
});

describe("a body of another type or encoding is not supported", () => {
  test.each([
    ["text/plain"],
    ["text/json"],
    ["application/x-www-form-urlencoded"],
    ["multipart/form-data; boundary=x"],
    ["application/octet-stream"],
    ["application/json; charset=utf-16"],
    ["application/json; charset=iso-8859-1"],
    ["application/problem+json"],
    ["application/jsonp"],
    ["json"],
    ["*/*"],
  ])("%s", async (type) => {
    const answer = await match('{"requirements":{}}', { "content-type": type });
    expect([answer.status, answer.body.code]).toEqual([415, "unsupported-media-type"]);
    expect(answer.headers.get("accept-post")).toBe("application/json");
  });

  test("no type at all", async () => {
    const answer = await match(Buffer.from('{"requirements":{}}'), {});
    expect([answer.status, answer.body.code]).toEqual([415, "unsupported-media-type"]);
  });

  test.each([["gzip"], ["br"], ["identity, gzip"], ["x"]])("encoded as %s", async (encoding) => {
    const headers = { ...json, "content-encoding": encoding };
    const answer = await match(gzipSync('{"requirements":{}}'), headers);
    expect([answer.status, answer.body.code]).toEqual([415, "unsupported-media-type"]);
    expect(answer.headers.get("accept-encoding")).toBe("identity");
  });

  test.each([
    ["application/json; charset=utf-8"],
    ["application/json;charset=UTF-8"],
    ['Application/JSON; charset="utf-8"'],
    ["application/json"],
  ])("%s is", async (type) => {
    const headers = { "content-type": type, "content-encoding": "identity" };
    expect((await match('{"requirements":{}}', headers)).status).toBe(200);
  });
});

describe("a route that takes no body", () => {
  test("says so when it gets one that says something", async () => {
    const answer = await send("/v1/leases/x/release", '{"reason":"over"}', json);
    expect([answer.status, answer.body.code]).toEqual([400, "bad-request"]);
    const health = await send("/v1/devices/x/health/check", '{"force":true}', json);
    expect([health.status, health.body.code]).toEqual([400, "bad-request"]);
  });

  test("takes none, and an empty one", async () => {
    expect((await send("/v1/leases/x/release", undefined)).body.code).toBe("lease-not-found");
    expect((await send("/v1/leases/x/release", "{}", json)).body.code).toBe("lease-not-found");
  });
});
