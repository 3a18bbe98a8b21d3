import { systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleBox, sampleDevice } from "../../src/testing/index.ts";
import { ApiLab, attributes } from "./api-lab.ts";

let lab: ApiLab;
beforeEach(async () => {
  lab = await ApiLab.open();
  const nowMs = systemClock.nowMs();
  const values = { "connection.state": "online", "identity.asset": "tv-17", capabilities: ["app"] };
  const ended = { receivedAtMs: nowMs, reason: "absent" };
  await lab.apply({
    boxes: [sampleBox({ sinceMs: nowMs, statusReceivedAtMs: nowMs })],
    devices: [
      sampleDevice({ attributes: attributes(values, nowMs) }),
      sampleDevice({ sessionId: "session-2", ended }),
    ],
  });
  await eventually(async () => expect((await lab.ask("/v1/devices/tv-17")).status).toBe(200));
});
afterEach(() => lab.close());

const post = (path: string, headers: Record<string, string> = {}) =>
  lab.ask(path, { method: "POST", headers });

test.each(["check", "release"])(
  "a %s goes to the device's agent, whatever its drivers offer",
  async (name) => {
    const { status, headers, body } = await post(`/v1/devices/tv-17/health/${name}`);
    expect(status).toBe(202);
    expect(headers.get("location")).toBe(`/v1/commands/${body.id}`);
    expect(body).toMatchObject({ deviceId: "session-1", capability: "health", command: name });
    expect(lab.log.commands).toMatchObject([
      { sessionId: "session-1", capability: "health", command: name, parameters: {} },
    ]);
  },
);

test("whoever waits gets what came of it", async () => {
  const answer = post("/v1/devices/session-1/health/check", { prefer: "wait=20" });
  await eventually(() => expect(lab.log.commands).toHaveLength(1));
  const [command] = lab.log.commands;
  if (command?.kind !== "device") throw new Error("no command");
  const result = { state: "quarantined", reason: "check step 1 power.state: timeout" };
  await lab.tell(command.commandId, { state: "succeeded", result });
  expect(await answer).toMatchObject({ status: 200, body: { state: "succeeded", result } });
});

test.each([
  ["/v1/devices/tv-99/health/check", 404, "device-not-found"],
  ["/v1/devices/session-2/health/release", 410, "session-ended"],
])("%s is refused with %i %s", async (path, status, code) => {
  expect(await post(path)).toMatchObject({ status, body: { code } });
  expect(lab.log.appended).toEqual([]);
});

test("no client can send such a command as its own", async () => {
  const body = { capability: "health", command: "release" };
  const answer = await lab.ask("/v1/devices/session-1/commands", { method: "POST", body });
  expect(answer).toMatchObject({ status: 422, body: { code: "unsupported" } });
});
