import { connect } from "node:net";
import { eventually } from "@rae/kit/testing";
import { errorCodes } from "@rae/protocol";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MemoryFleetView, MemoryHistory, sampleBox } from "../../src/testing/index.ts";
import { ApiLab, token } from "./api-lab.ts";

let lab: ApiLab;
beforeEach(async () => {
  lab = await ApiLab.open();
  await lab.apply({ boxes: [sampleBox(), sampleBox({ boxId: "box-2" })] });
  await eventually(async () => expect((await lab.ask("/v1/boxes/box-2")).status).toBe(200));
});
afterEach(() => lab.close());

const post = (body: unknown, headers = {}) =>
  lab.ask("/v1/devices/x/commands", { method: "POST", body, headers });

test("an error is a problem document that says whose failure it is and what to do", async () => {
  const { status, headers, body } = await lab.ask("/v1/devices/nobody");
  expect(status).toBe(404);
  expect(headers.get("content-type")).toContain("application/problem+json");
  expect(body).toEqual({
    type: "urn:rae:error:device-not-found",
    title: errorCodes["device-not-found"].summary,
    status: 404,
    detail: "there is no device nobody",
    code: "device-not-found",
    fault: "client",
    retryable: false,
    remedy: errorCodes["device-not-found"].remedy,
    requestId: headers.get("x-request-id"),
    details: { device: "nobody" },
  });
});

test("a client's own request id is kept if it is harmless", async () => {
  const kept = await lab.ask("/v1/boxes", { headers: { "x-request-id": "job-7.1" } });
  expect(kept.headers.get("x-request-id")).toBe("job-7.1");
  const replaced = await lab.ask("/v1/boxes", { headers: { "x-request-id": "a b" } });
  expect(replaced.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
});

describe("a request that is not right", () => {
  test.each([
    ["/v1/devices?limit=0", "limit"],
    ["/v1/devices?limit=501", "limit"],
    ["/v1/devices?limit=ten", "limit"],
    ["/v1/devices?state=broken", "state"],
    ["/v1/devices?attribute=novalue", "attribute"],
    ["/v1/devices?owner=me", "owner"],
    ["/v1/devices?sort=colour", "sort"],
    ["/v1/devices?facets=colour", "colour"],
    ["/v1/devices?box=a&box=b", "box"],
    ["/v1/boxes?presence=lost", "presence"],
    ["/v1/devices/x/history?from=yesterday", "from"],
    ["/v1/events?colour=red", "colour"],
    ["/v1/events?after=%20", "after"],
  ])("%s is refused and the fault is named", async (path, named) => {
    const { status, body } = await lab.ask(path);
    expect([status, body.code]).toEqual([400, "bad-request"]);
    expect(JSON.stringify([body.detail, body.details])).toContain(named);
  });

  test("every fault is named at once", async () => {
    const { body } = await lab.ask("/v1/devices?limit=0&state=broken&colour=red");
    expect(body.details.faults).toHaveLength(3);
    expect(body.details.faults).toEqual(
      expect.arrayContaining([
        "query/colour is not known",
        "query/limit must be >= 1",
        expect.stringMatching(/^query\/state must be /),
      ]),
    );
  });

  test.each([
    ["/v1/devices?cursor=nonsense"],
    [`/v1/devices?cursor=${Buffer.from('[1,"boxes","","a"]').toString("base64url")}`],
    [`/v1/devices?cursor=${Buffer.from('[2,"devices:id","","a"]').toString("base64url")}`],
    [`/v1/devices?cursor=${Buffer.from('[1,"devices:id",{},"a"]').toString("base64url")}`],
    ["/v1/boxes?cursor=bm9uc2Vuc2U"],
  ])("%s is a bad cursor", async (path) => {
    const { status, body } = await lab.ask(path);
    expect([status, body.code]).toEqual([400, "bad-cursor"]);
  });

  test("a cursor of another order is refused with both orders", async () => {
    const first = await lab.ask("/v1/boxes?limit=1");
    const { body } = await lab.ask(`/v1/devices?sort=model&cursor=${first.body.nextCursor}`);
    expect(body).toMatchObject({
      code: "bad-cursor",
      details: { cursorOrder: "boxes", order: "devices:model" },
    });
  });

  test("a body that is no JSON, is too large, or of another type", async () => {
    expect((await post("{")).body.code).toBe("bad-request");
    expect((await post("")).body.code).toBe("bad-request");
    const large = await post({ capability: "power", command: "x".repeat(70_000) });
    expect([large.status, large.body.code]).toEqual([413, "payload-too-large"]);
    const text = await post("capability: power", { "content-type": "text/yaml" });
    expect([text.status, text.body.code]).toEqual([415, "unsupported-media-type"]);
  });

  test("a body that would poison a prototype is refused", async () => {
    const { status, body } = await post('{"__proto__":{"admin":true}}');
    expect([status, body.code]).toEqual([400, "bad-request"]);
  });

  test("routes, boxes and methods that are not there", async () => {
    expect((await lab.ask("/v1/toasters")).body.code).toBe("route-not-found");
    expect((await lab.ask("/v1/boxes/box-9")).body.code).toBe("box-not-found");
    const { status, headers, body } = await lab.ask("/v1/boxes/box-1", { method: "DELETE" });
    expect([status, body.code]).toEqual([405, "method-not-allowed"]);
    expect(headers.get("allow")).toBe("GET, HEAD");
    const commands = await lab.ask("/v1/devices/x/commands", { method: "PUT", body: {} });
    expect(commands.headers.get("allow")).toBe("GET, HEAD, POST");
  });

  test("a path that is no path is a problem document too", async () => {
    const response = await fetch(`${lab.url}/v1/devices/%zz`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "bad-request", fault: "client" });
  });

  test("bytes that are no HTTP are answered and the connection ends", async () => {
    const answer = await raw("\x16\x03\x01 not http\r\n\r\n");
    expect(answer).toContain("HTTP/1.1 400");
    expect(answer).toContain('"code":"bad-request"');
  });

  test("headers without end are refused", async () => {
    const answer = await raw(`GET / HTTP/1.1\r\nx: ${"y".repeat(20_000)}\r\n\r\n`);
    expect(answer).toContain("HTTP/1.1 431");
  });
});

describe("stores that are away", () => {
  test("a view that is away at the start is view-unavailable, then served", async () => {
    const view = new MemoryFleetView();
    view.fail(1_000_000);
    const late = await ApiLab.open({ view });
    const { status, body } = await late.ask("/v1/devices");
    expect([status, body.code, body.fault]).toEqual([503, "view-unavailable", "infrastructure"]);
    const readiness = await late.ask("/readyz");
    expect([readiness.status, readiness.body.ready]).toEqual([503, false]);
    view.fail(0);
    await eventually(async () => expect((await late.ask("/v1/devices")).status).toBe(200));
    expect((await late.ask("/readyz")).status).toBe(200);
    await late.close();
  });

  test("a history that is away is history-unavailable; the list still works", async () => {
    const history = new MemoryHistory();
    const other = await ApiLab.open({ history });
    history.fail(1_000_000);
    const { status, body } = await other.ask("/v1/commands/none");
    expect([status, body.code]).toEqual([503, "history-unavailable"]);
    expect((await other.ask("/v1/devices")).status).toBe(200);
    await other.close();
  });
});

async function raw(text: string): Promise<string> {
  const socket = connect(Number(new URL(lab.url).port), "127.0.0.1");
  socket.end(text);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
