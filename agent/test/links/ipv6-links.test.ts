import { createServer as createHttpServer } from "node:http";
import { createServer, type Server } from "node:net";
import { waitForState } from "@rae/driver/testing";
import { silentLogger, systemClock } from "@rae/kit";
import { expect, onTestFinished, test } from "vitest";
import { openLink } from "../../src/links/open-link.ts";

const options = {
  clock: systemClock,
  logger: silentLogger,
  backoff: { initialMs: 20, maxMs: 50, factor: 2, jitter: 0 },
};

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "::1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

test.each(["::1", "[::1]", "0:0::1"])("a TCP link opens to %s", async (host) => {
  const port = await listen(createServer((socket) => socket.on("error", () => {})));
  const link = openLink({ kind: "tcp", host, port }, options);
  onTestFinished(() => link.close());
  await waitForState(link, "open");
  expect(link.id).toBe(`tcp:[::1]:${port}`);
});

test.each([
  ["[::1]", "[::1]"],
  ["[::1%lo]", "[::1]"],
])("an HTTP link asks %s, whose name for itself has no zone", async (host, name) => {
  const port = await listen(
    createHttpServer((request, response) => response.end(request.headers.host)),
  );
  const link = openLink({ kind: "http", baseUrl: `http://${host}:${port}` }, options);
  onTestFinished(() => link.close());
  const reply = await link.request("GET", "/", { signal: AbortSignal.timeout(5_000) });
  expect(reply.text()).toBe(`${name}:${port}`);
  expect(link.id).toBe(`http:${host}:${port}`);
});
