import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger, systemClock } from "@rae/kit";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type ControlServer,
  type Lab,
  openControlServer,
  openLab,
  parseScenario,
} from "../../../src/index.ts";

let dir: string;
let lab: Lab;
let server: ControlServer;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "rae-control-"));
  const scenario = {
    devices: [
      { id: "roku-1", family: "roku" },
      { id: "lg-1", family: "lg-rs232" },
    ],
  };
  lab = await openLab(parseScenario(scenario, "test"), {
    clock: systemClock,
    logger: silentLogger,
    serialDir: dir,
  });
  server = await openControlServer(lab, 0, "RAE_SIMULATOR_PORT");
});

afterEach(async () => {
  await server.close();
  await lab.close();
  rmSync(dir, { recursive: true });
});

async function call(method: string, path: string, body?: unknown) {
  const response = await fetch(`${server.url}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    body: (await response.json()) as Record<string, unknown>,
  };
}

test("it lists the devices with their addresses and what they can suffer", async () => {
  const { status, body } = await call("GET", "/v1/devices");
  expect(status).toBe(200);
  expect(body.items).toMatchObject([
    { id: "roku-1", family: "roku", plugged: true, power: "PowerOn" },
    { id: "lg-1", addresses: { serial: join(dir, "lg-1") }, state: { volume: 20 } },
  ]);
});

test("it shows what a device has been told", async () => {
  const http = lab.device("roku-1").report().addresses.http;
  await fetch(`${http}/keypress/Home`, { method: "POST" });
  await fetch(`${http}/launch/12`, { method: "POST" });
  const { body } = await call("GET", "/v1/devices/roku-1");
  expect(body).toMatchObject({
    keys: ["Home"],
    received: ["POST /keypress/Home", "POST /launch/12"],
    receivedCount: 2,
    state: { app: "12", appName: "Netflix" },
  });
});

test("a fault is applied when the answer comes, and cleared by DELETE", async () => {
  const applied = await call("POST", "/v1/devices/lg-1/faults", { fault: "unplug" });
  expect(applied).toMatchObject({
    status: 200,
    body: { plugged: false, faults: [{ fault: "unplug" }] },
  });
  const cleared = await call("DELETE", "/v1/devices/lg-1/faults");
  expect(cleared).toMatchObject({ status: 200, body: { plugged: true, faults: [] } });
});

test("parameters of a fault reach the device", async () => {
  const fault = { fault: "reboot", mac: "02:00:00:00:00:77", esn: "E2" };
  const { body } = await call("POST", "/v1/devices/roku-1/faults", fault);
  expect(body.identity).toMatchObject({ mac: "02:00:00:00:00:77", esn: "E2" });
});

test.each([
  ["GET", "/v1/devices/nope", undefined, 404, "device-not-found"],
  ["POST", "/v1/devices/nope/faults", { fault: "freeze" }, 404, "device-not-found"],
  ["DELETE", "/v1/devices/nope/faults", undefined, 404, "device-not-found"],
  ["POST", "/v1/devices/lg-1/faults", { fault: "melt" }, 400, "bad-request"],
  ["POST", "/v1/devices/lg-1/faults", { fault: "slow" }, 400, "bad-request"],
  ["POST", "/v1/devices/lg-1/faults", {}, 400, "bad-request"],
  ["POST", "/v1/devices/lg-1/faults", { fault: "limited-mode" }, 422, "unsupported"],
  ["GET", "/nope", undefined, 404, "route-not-found"],
])("%s %s with %j is answered %i %s", async (method, path, body, status, code) => {
  const answer = await call(method, path, body);
  expect(answer.status).toBe(status);
  expect(answer.type).toMatch(/^application\/problem\+json/);
  expect(answer.body).toMatchObject({ status, code, fault: "client", retryable: false });
});

test("an unsupported fault is answered with those that the device knows", async () => {
  const { body } = await call("POST", "/v1/devices/lg-1/faults", { fault: "limited-mode" });
  expect(body.details).toMatchObject({
    device: "lg-1",
    supportedFaults: expect.arrayContaining(["wrong-id"]),
  });
});

test("a body that is no JSON, or too large, is refused", async () => {
  const post = (body: string, type: string) =>
    fetch(`${server.url}/v1/devices/lg-1/faults`, {
      method: "POST",
      body,
      headers: { "content-type": type },
    });
  expect((await post("{", "application/json")).status).toBe(400);
  expect((await post("fault=freeze", "application/x-www-form-urlencoded")).status).toBe(415);
  expect((await post(`"${"x".repeat(100_000)}"`, "application/json")).status).toBe(413);
  expect(lab.device("lg-1").report().faults).toEqual([]);
});

test("a page in a browser that reaches it under another name is refused", async () => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request(`${server.url}/v1/devices`, { headers: { host: "evil.example" } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
  expect(status).toBe(403);
});

test("it explains every fault with its parameters", async () => {
  const { body } = await call("GET", "/v1/faults");
  expect(body.items).toContainEqual({
    fault: "slow",
    summary: "Answers late.",
    parameters: expect.objectContaining({ required: ["fault", "delayMs"] }),
  });
});

test("it is healthy", async () => {
  expect(await call("GET", "/healthz")).toMatchObject({ status: 200, body: { status: "ok" } });
});

test("a taken port is told with the variable that moves it", async () => {
  const blocker = createServer();
  const port = await new Promise<number>((resolve) => {
    blocker.listen(0, "127.0.0.1", () => resolve((blocker.address() as { port: number }).port));
  });
  await expect(openControlServer(lab, port, "RAE_SIMULATOR_PORT")).rejects.toThrow(
    `Port ${port} is taken: free it, or move the simulator's control port by RAE_SIMULATOR_PORT.`,
  );
  blocker.close();
});
