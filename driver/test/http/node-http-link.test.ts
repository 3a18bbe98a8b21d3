import { createServer, type Server as HttpServer, type RequestListener } from "node:http";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { NodeHttpLink } from "../../src/http/node-http-link.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
const soon = () => AbortSignal.timeout(5_000);

async function linkTo(server: HttpServer | Server, host = "127.0.0.1"): Promise<NodeHttpLink> {
  await new Promise<void>((resolve) => server.listen(0, host.replace(/[[\]]/g, ""), resolve));
  cleanups.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return new NodeHttpLink(`http://${host}:${address.port}/`);
}
const httpLink = (listener: RequestListener) => linkTo(createServer(listener));
const rawLink = (listener: (socket: Socket) => void) =>
  linkTo(
    createTcpServer((socket) => {
      socket.on("error", () => {});
      cleanups.push(() => socket.destroy());
      listener(socket);
    }),
  );

test("a request gives status, headers and body", async () => {
  const link = await httpLink((request, response) => {
    response.writeHead(404, { "x-method": `${request.method} ${request.url}` });
    response.end("höme");
  });
  const reply = await link.request("POST", "/keypress/Home", { signal: soon() });
  expect(reply.status).toBe(404);
  expect(reply.text()).toBe("höme");
  expect(Buffer.from(reply.bytes).toString("utf8")).toBe("höme");
  expect(reply.headers["x-method"]).toBe("POST /keypress/Home");
});

test("each request has a connection of its own", async () => {
  const ports = new Set<number | undefined>();
  const link = await httpLink((request, response) => {
    ports.add(request.socket.remotePort);
    response.end();
  });
  await link.request("GET", "/", { signal: soon() });
  await link.request("GET", "/", { signal: soon() });
  expect(ports.size).toBe(2);
});

test("a port where nobody listens is unreachable", async () => {
  const server = createTcpServer();
  const link = await linkTo(server);
  await new Promise((resolve) => server.close(resolve));
  await expect(link.request("GET", "/", { signal: soon() })).rejects.toMatchObject({
    code: "unreachable",
  });
});

test("a device that takes the connection and says nothing is a timeout, not unreachable", async () => {
  const link = await rawLink(() => {});
  await expect(
    link.request("GET", "/", { signal: AbortSignal.timeout(100) }),
  ).rejects.toMatchObject({ code: "timeout" });
});

test("a device that stops half-way through its answer is a timeout", async () => {
  const link = await rawLink((socket) =>
    socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhal"),
  );
  await expect(
    link.request("GET", "/", { signal: AbortSignal.timeout(100) }),
  ).rejects.toMatchObject({ code: "timeout" });
});

test.each([
  ["garbage", (socket: Socket) => socket.end("\u0000\u00ff what is this\r\n\r\n")],
  [
    "a connection cut half-way",
    (socket: Socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhal"),
  ],
  [
    "a connection closed without an answer",
    (socket: Socket) => socket.once("data", () => socket.end()),
  ],
  [
    "an answer larger than 1 MiB",
    (socket: Socket) => socket.end(`HTTP/1.1 200 OK\r\n\r\n${"x".repeat(2 ** 20 + 1)}`),
  ],
])("%s is a bad reply", async (_name, answer) => {
  const link = await rawLink(answer);
  await expect(link.request("GET", "/", { signal: soon() })).rejects.toMatchObject({
    code: "bad-reply",
  });
});

test("an aborted request ends with the reason of who aborted", async () => {
  const arrived = Promise.withResolvers<void>();
  const link = await httpLink(() => arrived.resolve());
  const controller = new AbortController();
  const reason = new Error("stop");
  const request = link.request("GET", "/", { signal: controller.signal });
  await arrived.promise;
  controller.abort(reason);
  await expect(request).rejects.toBe(reason);
});

test("bytes go out and come back as they are, with the headers of the request", async () => {
  const all = Uint8Array.from({ length: 256 }, (_, index) => index);
  const link = await httpLink(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    response.setHeader("x-asked", `${request.headers["x-key"]} ${request.headers.host}`);
    response.end(Buffer.concat(pieces));
  });
  const reply = await link.request("PUT", "/echo?a=b", {
    ...{ signal: soon(), headers: { "X-Key": "k1" }, body: all },
  });
  expect(Uint8Array.from(reply.bytes)).toEqual(all);
  expect(reply.headers["x-asked"]).toBe(`k1 127.0.0.1:${link.port}`);
});

test("an answer to HEAD ends with its headers", async () => {
  const link = await rawLink((socket) =>
    socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n"),
  );
  const reply = await link.request("HEAD", "/", { signal: soon() });
  expect(reply).toMatchObject({ status: 200, headers: { "content-length": "9" } });
});

test("an IPv6 address is one like another", async () => {
  const link = await linkTo(
    createServer((request, response) => response.end(request.headers.host)),
    "[::1]",
  );
  expect(link).toMatchObject({ id: `http:[::1]:${link.port}`, host: "::1" });
  const reply = await link.request("GET", "/", { signal: soon() });
  expect(reply.text()).toBe(`[::1]:${link.port}`);
});

test("answers are as large as was allowed", async () => {
  const link = await httpLink((_request, response) => response.end("x".repeat(2_000)));
  const ask = (maxReplyBytes: number) =>
    link.request("GET", "/", { signal: soon(), maxReplyBytes });
  expect((await ask(2_000)).bytes).toHaveLength(2_000);
  await expect(ask(1_999)).rejects.toMatchObject({ code: "bad-reply" });
});

test.each([
  ["a path with a line end", "/a\r\nX: y", {}],
  ["a path with a blank", "/a b", {}],
  ["a header with a line end", "/", { a: "b\r\nX: y" }],
  ["a header without a name", "/", { "": "b" }],
])("%s is the driver's fault, and nothing is sent", async (_name, path, headers) => {
  const link = new NodeHttpLink("http://127.0.0.1:9");
  await expect(link.request("GET", path, { signal: soon(), headers })).rejects.toThrow(TypeError);
});

test("a closed link asks nobody", async () => {
  const link = new NodeHttpLink("http://127.0.0.1:9");
  await link.close();
  await expect(link.request("GET", "/", { signal: soon() })).rejects.toMatchObject({
    code: "link-unavailable",
  });
});
