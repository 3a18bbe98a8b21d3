import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { AccessBook } from "../../src/access/access-book.ts";
import type { ApiOptions } from "../../src/api/api-options.ts";
import { openApi } from "../../src/api/server.ts";
import {
  MemoryAccessStore,
  MemoryFleetView,
  MemoryHistory,
  MemoryLeaseStore,
} from "../../src/testing/index.ts";
import { ApiLab, token } from "./api-lab.ts";
import { CommandLog } from "./command-log.ts";

const accessStore = new MemoryAccessStore();
const options = (changes: Partial<ApiOptions>): ApiOptions => ({
  view: new MemoryFleetView(),
  history: new MemoryHistory(),
  log: new CommandLog(async () => {}),
  leaseStore: new MemoryLeaseStore(),
  accessStore,
  accessBook: new AccessBook({ store: accessStore, clock: systemClock, logger: silentLogger }),
  token: "t",
  host: "127.0.0.1",
  port: 0,
  clock: systemClock,
  logger: silentLogger,
  metrics: new Registry(),
  readiness: [],
  ...changes,
});

test.each([["0.0.0.0"], ["::"], ["192.0.2.7"], ["example.org"]])(
  "%s is not bound without TLS",
  async (host) => {
    await expect(openApi(options({ host }))).rejects.toMatchObject({
      code: "config-invalid",
      message: expect.stringContaining("--behind-proxy"),
    });
  },
);

test.each([["127.0.0.1"], ["127.1.2.3"], ["::1"], ["localhost"]])(
  "%s is bound as it is",
  async (host) => {
    const api = await openApi(options({ host }));
    expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
    await api.close();
  },
);

test("behind a proxy another address may be bound", async () => {
  const api = await openApi(options({ host: "0.0.0.0", behindProxy: true }));
  expect((await fetch(`http://127.0.0.1:${api.port}/healthz`)).status).toBe(200);
  await api.close();
});

test("with a certificate it speaks TLS, on any address", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rae-api-"));
  const [keyFile, certFile] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  execFileSync("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
    ...["-keyout", keyFile, "-out", certFile, "-days", "1", "-subj", "/CN=localhost"],
    ...["-addext", "subjectAltName=IP:127.0.0.1"],
  ]);
  const cert = readFileSync(certFile, "utf8");
  const tls = { cert, key: readFileSync(keyFile, "utf8") };
  const api = await openApi(options({ host: "0.0.0.0", tls }));
  expect(api.url).toMatch(/^https:/);
  const status = await new Promise((resolve, reject) => {
    const url = `https://127.0.0.1:${api.port}/healthz`;
    request(url, { ca: cert }, (response) => resolve(response.statusCode))
      .on("error", reject)
      .end();
  });
  expect(status).toBe(200);
  await api.close();
});

test("a port that is taken ends the start with the port and the variable that moves it", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  await expect(openApi(options({ port }))).rejects.toMatchObject({
    code: "port-in-use",
    message: expect.stringMatching(new RegExp(`${port}.*RAE_HTTP_PORT`)),
  });
  other.close();
});

test("closing twice is closing once, and the port is free again", async () => {
  const api = await openApi(options({}));
  await Promise.all([api.close(), api.close()]);
  const again = await openApi(options({ port: api.port }));
  await again.close();
});

test("a connection that never asked does not hold up the closing", async () => {
  const lab = await ApiLab.open({ limits: { drainMs: 60_000 } });
  const socket = connect(Number(new URL(lab.url).port), "127.0.0.1");
  const ended = once(socket, "close");
  await once(socket, "connect");
  await eventually(async () => expect((await lab.ask("/healthz")).status).toBe(200));
  await lab.close();
  await ended;
});

const head = "POST /v1/devices/x/commands HTTP/1.1\r\nHost: x\r\n";
const bodyMissing = `${head}Authorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{`;

test.each([
  ["in its head", head],
  ["in its body", bodyMissing],
])("a request that breaks off %s does not hold up the closing", async (_, text) => {
  const lab = await ApiLab.open({ limits: { drainMs: 60_000 } });
  const socket = connect(Number(new URL(lab.url).port), "127.0.0.1");
  const ended = once(socket, "close");
  socket.write(text);
  await once(socket, "connect");
  await eventually(async () => expect((await lab.ask("/healthz")).status).toBe(200));
  await lab.close();
  await ended;
});

test("a client that is too slow with its request is answered and closed", async () => {
  const lab = await ApiLab.open({ limits: { requestTimeoutMs: 200 } });
  const socket = connect(Number(new URL(lab.url).port), "127.0.0.1");
  socket.write("POST /v1/devices/x/commands HTTP/1.1\r\nHost: x\r\n");
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString()).toContain("HTTP/1.1 408");
  await lab.close();
});

test("readiness names each dependency, and what is wrong with it", async () => {
  const history = new MemoryHistory();
  const lab = await ApiLab.open({
    history,
    readiness: [
      { name: "log", check: () => ({ ready: true, detail: "0 behind" }) },
      { name: "aggregator", check: () => Promise.reject(new Error("stopped")) },
    ],
  });
  history.fail(1);
  const { status, body } = await lab.ask("/readyz");
  expect(status).toBe(503);
  expect(body).toEqual({
    ready: false,
    dependencies: [
      { name: "fleet-index", ready: true, detail: "" },
      { name: "view", ready: true, detail: "complete" },
      { name: "history", ready: false, detail: "the store is away" },
      { name: "lease-store", ready: true, detail: "" },
      { name: "log", ready: true, detail: "0 behind" },
      { name: "aggregator", ready: false, detail: "stopped" },
    ],
  });
  await lab.close();
});

test("a dependency that does not answer is not ready after a second", async () => {
  const lab = await ApiLab.open({
    readiness: [{ name: "log", check: () => new Promise(() => {}) }],
  });
  const { status, body } = await lab.ask("/readyz");
  expect(status).toBe(503);
  expect(body.dependencies.at(-1)?.detail).toContain("1000 ms");
  await lab.close();
});

test("the figures name requests by route, not by path", async () => {
  const lab = await ApiLab.open();
  await lab.ask("/v1/devices/some-device");
  const { text } = await lab.ask("/metrics");
  expect(text).toContain('route="/v1/devices/:device",status="404"');
  expect(text).not.toContain("some-device");
  await lab.close();
});
