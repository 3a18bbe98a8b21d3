import type { Observation } from "@rae/driver";
import { RaeError } from "@rae/protocol";
import { expect, test } from "vitest";
import { DeviceBox } from "./device-box.ts";

/** A strip of outlets behind one address: a device of its own, and one for each outlet. */
async function boxWithStrip(lab = [] as { asset: string; usn: string }[]) {
  const box = new DeviceBox();
  await box.start(lab);
  const network = box.network("192.0.2.9", "u9");
  const face = { ...network, faceId: `ssdp:${network.faceId}` };
  const reached: string[] = [];
  const strip = box.device(network);
  strip.capabilities = ["info"];
  strip.run = async (capability, command, _parameters, _signal, part) => {
    reached.push(`${part}: ${capability}.${command}`);
    return { result: { state: "on" } };
  };
  const outlets = new Map([
    ["1", "on"],
    ["2", "standby"],
  ]);
  strip.probe = async (): Promise<Observation> => {
    const parts = [...outlets].map(([name, state]) => [
      name,
      { attributes: { "power.state": state }, keys: [], capabilities: ["power"] },
    ]);
    return { attributes: { "model.name": "Strip" }, keys: [], parts: Object.fromEntries(parts) };
  };
  const sessionOf = (part: string) => {
    const wire = `http:192.0.2.9:8060#${part}`;
    const found = [...box.fleet].find(([, values]) => values["identity.wire"] === wire);
    if (found === undefined) throw new Error(`no session of ${wire}`);
    return { sessionId: found[0], values: found[1] };
  };
  return { box, face, strip, outlets, reached, sessionOf };
}

test("one driver serves several devices, each with a session and commands of its own", async () => {
  const { box, face, reached, sessionOf } = await boxWithStrip();
  await box.plug(face);
  expect(box.fleet.size).toBe(3);
  expect(sessionOf("1").values).toMatchObject({
    "power.state": "on",
    "connection.state": "online",
    "connection.links": ["http:192.0.2.9:8060#1 online"],
    capabilities: ["power"],
  });
  expect(sessionOf("2").values).toMatchObject({ "power.state": "standby" });
  await box.command(sessionOf("2").sessionId, "c-1");
  expect(reached).toEqual(["2: power.on"]);
  expect(box.uplink.outcomes.at(-1)).toMatchObject({ commandId: "c-1", state: "succeeded" });
});

test("what is behind a device keeps its session over a restart, and is gone with it or by its word", async () => {
  const { box, face, outlets, strip, sessionOf } = await boxWithStrip();
  await box.plug(face);
  const before = [sessionOf("1").sessionId, sessionOf("2").sessionId];
  await box.stop();
  await box.start();
  await box.plug(face);
  expect([sessionOf("1").sessionId, sessionOf("2").sessionId]).toEqual(before);

  outlets.delete("2");
  await box.clock.advance(20_000);
  expect(sessionOf("2").values).toMatchObject({ "connection.state": "offline" });
  expect(sessionOf("1").values).toMatchObject({ "connection.state": "online" });

  strip.probe = async () => {
    throw new RaeError("unreachable", "no route");
  };
  await box.clock.advance(60_000);
  expect(sessionOf("1").values).toMatchObject({ "connection.state": "offline" });
  box.discovery.gone(face.faceId, "not announced again in time");
  await box.clock.advance(10);
  expect(sessionOf("1").values).toMatchObject({ "connection.links": [] });
});
