import { systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { afterEach, expect, test } from "vitest";
import type { ApiLimits } from "../../src/api/api-options.ts";
import {
  MemoryFleetView,
  sampleBox,
  sampleCommand,
  sampleDevice,
  sampleGateway,
} from "../../src/testing/index.ts";
import { ApiLab, attributes } from "./api-lab.ts";

let lab: ApiLab;
afterEach(() => lab.close());

const path = "/v1/devices/session-1/commands";
const on = { capability: "power", command: "on" };

async function open(limits: Partial<ApiLimits>, view = new MemoryFleetView()): Promise<void> {
  lab = await ApiLab.open({ limits, view });
  const nowMs = systemClock.nowMs();
  const values = { "connection.state": "online", capabilities: ["power"] };
  await lab.apply({
    boxes: [sampleBox({ sinceMs: nowMs, statusReceivedAtMs: nowMs })],
    gateways: [sampleGateway({ aliveAtMs: nowMs })],
    devices: [sampleDevice({ attributes: attributes(values, nowMs) })],
  });
  await eventually(async () => expect((await lab.ask("/v1/devices/session-1")).status).toBe(200));
}

test("commands beyond the bound are refused until one is over", async () => {
  await open({ openCommands: 1 });
  const first = await lab.ask(path, { method: "POST", body: on });
  const refused = await lab.ask(path, { method: "POST", body: on });
  expect([refused.status, refused.body.code]).toEqual([503, "overloaded"]);
  expect(refused.headers.get("retry-after")).toBe("1");
  await lab.tell(first.body.id, { state: "succeeded", result: {} });
  await eventually(async () =>
    expect((await lab.ask(path, { method: "POST", body: on })).status).toBe(202),
  );
});

test("a request that finds too many waiting is answered at once", async () => {
  await open({ waitingCommands: 1 });
  const headers = { prefer: "wait=20" };
  const first = lab.ask(path, { method: "POST", body: on, headers });
  await eventually(async () => {
    expect((await lab.ask("/metrics")).text).toContain("rae_api_commands_waiting 1");
  });
  expect((await lab.ask(path, { method: "POST", body: on, headers })).status).toBe(202);
  await lab.tell(lab.log.commands[0]?.commandId ?? "", { state: "succeeded", result: {} });
  expect((await first).status).toBe(200);
});

test("a client that goes away is waited for no longer", async () => {
  await open({});
  const leaving = new AbortController();
  const headers = { prefer: "wait=600" };
  const left = lab.ask(path, { method: "POST", body: on, headers, signal: leaving.signal });
  await eventually(async () =>
    expect((await lab.ask("/metrics")).text).toContain("rae_api_commands_waiting 1"),
  );
  leaving.abort();
  await expect(left).rejects.toThrow("abort");
  await eventually(async () =>
    expect((await lab.ask("/metrics")).text).toContain("rae_api_commands_waiting 0"),
  );
});

test("closing answers those who wait with the command as it is", async () => {
  await open({});
  const headers = { prefer: "wait=600" };
  const waiting = lab.ask(path, { method: "POST", body: on, headers });
  await eventually(async () =>
    expect((await lab.ask("/metrics")).text).toContain("rae_api_commands_waiting 1"),
  );
  await lab.stop();
  expect(await waiting).toMatchObject({ status: 202, body: { state: "pending" } });
});

test("an outcome that the change stream no longer holds reaches the one who waits", async () => {
  await open({}, new MemoryFleetView({ keepChanges: 1 }));
  const headers = { prefer: "wait=20" };
  const waiting = lab.ask(path, { method: "POST", body: on, headers });
  await eventually(() => expect(lab.log.commands).toHaveLength(1));
  const commandId = lab.log.commands[0]?.commandId ?? "";
  const record = sampleCommand({ commandId, state: "succeeded", result: { state: "on" } });
  const boxes = [sampleBox({ boxId: "box-2" }), sampleBox({ boxId: "box-3" })];
  await lab.apply({ commands: [record], boxes });
  await lab.apply({ boxes: [sampleBox({ boxId: "box-4" })] });
  expect(await waiting).toMatchObject({ status: 200, body: { state: "succeeded" } });
});
