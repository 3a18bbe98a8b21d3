import { encodeCommand, parseBoxEvent } from "@rae/protocol";
import { expect, test } from "vitest";
import type { Face } from "../src/core/faces/face.ts";
import { TestBox } from "./test-box.ts";

const rokuFace: Face = {
  faceId: "http:192.0.2.7:8060",
  keys: [
    { kind: "usn", value: "uuid:roku:ecp:X1" },
    { kind: "ip", value: "192.0.2.7" },
  ],
  link: { kind: "http", baseUrl: "http://192.0.2.7:8060" },
  driver: "fake-http",
  settings: {},
};

function rokuBox(): TestBox {
  const box = new TestBox();
  box.devices.set(rokuFace.faceId, {
    capabilities: ["info", "power", "remote-control"],
    probe: async () => ({
      attributes: { "model.name": "Ultra", "power.state": "on" },
      keys: [{ kind: "mac", value: "02:00:00:00:00:01" }],
    }),
    run: async (_capability, command) => ({ result: { key: "home", did: command } }),
  });
  return box;
}

function command(sessionId: string, commandId: string, remainingMs = 10_000): Uint8Array {
  return encodeCommand({
    kind: "device",
    commandId,
    boxId: "rae-1",
    sessionId,
    capability: "remote-control",
    command: "press",
    parameters: { key: "home" },
    remainingMs,
  });
}

test("a device that is found becomes a session, behind birth and roster", async () => {
  const box = rokuBox();
  await box.start();
  box.discovery.found(rokuFace);
  await box.clock.advance(10);

  expect(box.uplink.presence.map(({ kind }) => kind)).toEqual(["Birth"]);
  expect(box.uplink.events.map(({ kind }) => kind)).toEqual(["Roster", "Attached"]);
  expect(box.uplink.events[1]).toMatchObject({
    boxId: "rae-1",
    registryId: box.agent.registryId,
    connection: 1,
    sequence: 2,
    revision: 1,
    attributes: {
      "identity.usn": { value: "uuid:roku:ecp:X1" },
      "identity.mac": { value: "02:00:00:00:00:01" },
      "model.name": { value: "Ultra" },
      "connection.state": { value: "online" },
      "net.address": { value: "192.0.2.7" },
      capabilities: { value: ["info", "power", "remote-control"] },
    },
  });
});

test("a command runs once and its outcomes go up, started before succeeded", async () => {
  const box = rokuBox();
  await box.start();
  box.discovery.found(rokuFace);
  await box.clock.advance(10);
  const attached = box.uplink.events[1];
  const sessionId = attached !== undefined && "sessionId" in attached ? attached.sessionId : "";
  box.uplink.current?.send(command(sessionId, "c-1"));
  await box.clock.advance(10);
  box.uplink.current?.send(command(sessionId, "c-1"));
  await box.clock.advance(10);

  expect(box.uplink.outcomes.map(({ state }) => state)).toEqual([
    "started",
    "succeeded",
    "succeeded",
  ]);
  expect(box.uplink.outcomes[1]).toMatchObject({ commandId: "c-1", result: { did: "press" } });
});

test("the last will names the connection that it is of, and an orderly end says stopped", async () => {
  const box = rokuBox();
  await box.start();
  const will = parseBoxEvent(box.uplink.current?.will ?? new Uint8Array());
  await box.stop();

  expect(will).toMatchObject({ kind: "Lost", reason: "connection lost", connection: 1 });
  expect(box.uplink.presence.at(-1)).toMatchObject({ kind: "Lost", reason: "stopped" });
});
