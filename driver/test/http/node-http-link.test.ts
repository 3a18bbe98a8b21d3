import { createServer, type Server as HttpServer, type RequestListener } from "node:http";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { NodeHttpLink } from "../../src/http/node-http-link.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
const soon = () => AbortSignal.timeout(5_000);

async function linkTo(server: HttpServer | Server): Promise<NodeHttpLink> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return new NodeHttpLink(`http://127.0.0.1:${address.port}/`);
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
