import { afterEach, beforeEach, expect, test } from "vitest";
import type { VirtualDevice } from "../../../../src/lab/devices/virtual-device.ts";
import { openTestDevice } from "../../open-test-device.ts";
import { rawExchange } from "../../raw-exchange.ts";

let device: VirtualDevice;
let base: string;

beforeEach(async () => {
  device = await openTestDevice({ id: "roku-test", family: "roku", name: "Lab TV" });
  base = device.report().addresses.http ?? "";
});

afterEach(() => device.close());

const statusOf = async (path: string) => (await fetch(`${base}${path}`)).status;
const deviceInfo = async () => (await fetch(`${base}/query/device-info`)).text();
/** The answer byte for byte. */
const raw = async (path: string) => {
  const request = `GET ${path} HTTP/1.1\r\nHost: tv\r\n\r\n`;
  return (await rawExchange(Number(new URL(base).port), request)).bytes.toString("latin1");
};

test("one query can fail while the others answer", async () => {
  await device.apply({ fault: "refuse", status: 500, only: "/query/active-app" });
  expect(await statusOf("/query/active-app")).toBe(500);
  expect(await statusOf("/query/device-info")).toBe(200);
  await device.apply({ fault: "no-reply", only: "/query/apps" });
  const unanswered = fetch(`${base}/query/apps`, { signal: AbortSignal.timeout(150) });
  await expect(unanswered).rejects.toMatchObject({ name: "TimeoutError" });
  expect(await statusOf("/query/device-info")).toBe(200);
});

test.each([
  [{ fault: "other-server" } as const, 404],
  [{ fault: "other-server", status: 500 } as const, 500],
  [{ fault: "other-server", status: 200 } as const, 200],
])(
  "%j: another machine's server answers all requests at its address with %i",
  async (fault, status) => {
    await device.apply(fault);
    const response = await fetch(`${base}/query/device-info`);
    expect(response.status).toBe(status);
    expect(response.headers.get("server")).toContain("nginx");
    expect(response.headers.get("content-type")).toBe("text/html");
    expect(await statusOf("/")).toBe(status);
    expect((await fetch(`${base}/keypress/Home`, { method: "POST" })).status).toBe(status);
    expect(device.report().keys).toEqual([]);
  },
);

test("its description can be 200 kB of white space, with or without a document", async () => {
  await device.apply({ fault: "white-space" });
  expect(await deviceInfo()).toBe(" ".repeat(200_000));
  expect(await statusOf("/query/apps")).toBe(200);
  await device.apply({ fault: "white-space", sizeBytes: 1_000, place: "before" });
  expect(await deviceInfo()).toMatch(/^ {1000}<\?xml /);
  await device.apply({ fault: "white-space", sizeBytes: 1_000, place: "inside" });
  expect(await deviceInfo()).toMatch(/<device-info> {1000}\n\t<udn>/);
  await device.apply({ fault: "white-space", sizeBytes: 1_000, place: "after" });
  expect(await deviceInfo()).toMatch(/<\/device-info>\n {1000}$/);
});

test("headers can end with line feeds alone", async () => {
  await device.apply({ fault: "bad-headers", kind: "line-feeds" });
  const answer = await raw("/query/device-info");
  const head = answer.slice(0, answer.indexOf("\n\n"));
  expect(head).toMatch(/^HTTP\/1\.1 200 OK\nServer: Roku/);
  expect(head).not.toContain("\r");
});

test.each([
  ["blank-in-name", "\r\nX Device Name : television\r\n"],
  ["no-colon", "\r\nthis line has no colon\r\n"],
  ["control-byte", "\r\nX-Note: a\u0001b\u007fc\r\n"],
] as const)("among its headers can be one that is %s", async (kind, line) => {
  await device.apply({ fault: "bad-headers", kind });
  const answer = await raw("/query/device-info");
  expect(answer).toContain(line);
  expect(answer).toContain("\r\nConnection: close\r\n\r\n<?xml ");
});

test.each([
  ["bare-ampersand", "<user-device-name>Tom & Jerry</user-device-name>"],
  ["control-character", "<user-device-name>Tom\u0001Jerry</user-device-name>"],
  ["surrogate-reference", "<user-device-name>Tom&#xD83D;&#55358;Jerry</user-device-name>"],
  ["latin-1", "<user-device-name>K\u00fcche</user-device-name>"],
  ["entity-expansion", "<!ENTITY b "],
] as const)("its description can have a %s", async (kind, text) => {
  await device.apply({ fault: "bad-xml", kind, replies: 1 });
  const answer = await raw("/query/device-info");
  expect(answer).toContain(text);
  expect(answer).toContain("<serial-number>");
  expect(await deviceInfo()).toContain("<user-device-name>Lab TV</user-device-name>");
});

test("accept-and-close ends each connection without a byte", async () => {
  await device.apply({ fault: "accept-and-close" });
  expect(await raw("/query/device-info")).toBe("");
  expect(device.report().receivedCount).toBe(0);
  await device.clearFaults();
  expect(await statusOf("/query/device-info")).toBe(200);
});
