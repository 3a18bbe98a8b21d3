import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { silentLogger, systemClock } from "@rae/kit";
import { Counter, Registry } from "prom-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type OpsServer, openOpsServer } from "../../src/operations/ops-server.ts";
import type { Readiness } from "../../src/operations/readiness.ts";

let server: OpsServer;
let metrics: Registry;
let readiness: () => Readiness | Promise<Readiness>;

const optionsOf = (port = 0) => ({
  ...{ host: "127.0.0.1", port, metrics, clock: systemClock, logger: silentLogger },
  checks: [
    { name: "log", check: () => ({ ready: true, detail: "0 behind" }) },
    { name: "aggregator", check: () => readiness() },
  ],
});

beforeEach(async () => {
  metrics = new Registry();
  readiness = () => ({ ready: true });
  server = await openOpsServer(optionsOf());
});
afterEach(() => server.close());

async function get(path: string, init: RequestInit = {}) {
  const response = await fetch(server.url + path, init);
  return { status: response.status, text: await response.text() };
}

test("it says that the process lives", async () => {
  expect(await get("/healthz")).toEqual({ status: 200, text: '{"alive":true}' });
});

test("it is ready while every dependency is, and names each", async () => {
  const ready = await get("/readyz");
  expect(ready.status).toBe(200);
  readiness = () => ({ ready: false, detail: "rebuilding" });
  const { status, text } = await get("/readyz?verbose");
  expect(status).toBe(503);
  expect(JSON.parse(text)).toEqual({
    ready: false,
    dependencies: [
      { name: "log", ready: true, detail: "0 behind" },
      { name: "aggregator", ready: false, detail: "rebuilding" },
    ],
  });
});

test("a check that throws is told as not ready with the reason", async () => {
  readiness = () => Promise.reject(new Error("the store is away"));
  expect((await get("/readyz")).text).toContain('"ready":false,"detail":"the store is away"');
});

test("it gives the figures to Prometheus", async () => {
  new Counter({ name: "rae_things_total", help: "things", registers: [metrics] }).inc(3);
  expect((await get("/metrics")).text).toContain("rae_things_total 3");
});

test("figures that cannot be had are an error, and the server goes on", async () => {
  const collect = () => {
    throw new Error("no figures");
  };
  new Counter({ name: "rae_broken_total", help: "broken", registers: [metrics], collect });
  expect((await get("/metrics")).status).toBe(500);
  expect((await get("/healthz")).status).toBe(200);
});

test("it answers nothing else", async () => {
  expect((await get("/")).status).toBe(404);
  expect((await get("/healthz", { method: "POST" })).status).toBe(405);
});

test("a port that is taken is told with the variable that moves it", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  await expect(openOpsServer(optionsOf(port))).rejects.toMatchObject({
    code: "port-in-use",
    message: expect.stringMatching(new RegExp(`${port} .*RAE_OPS_PORT .*operations`)),
  });
  other.close();
});

test("it closes at once though a client keeps its connection, and may be closed twice", async () => {
  await get("/healthz", { headers: { connection: "keep-alive" } });
  await server.close();
  await server.close();
  await expect(get("/healthz")).rejects.toThrow();
});
