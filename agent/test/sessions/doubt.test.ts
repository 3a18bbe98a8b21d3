import { expect, test } from "vitest";
import { untilAborted } from "../../src/testing/fake-driver.ts";
import { DeviceBox } from "./device-box.ts";

test("twenty goodbyes in twenty seconds change nothing of a device that answers, each probes it", async () => {
  const box = new DeviceBox();
  await box.start();
  const face = box.network("192.0.2.7", "u1");
  const device = box.device(face);
  const { probe } = device;
  let probes = 0;
  device.probe = (signal) => {
    probes += 1;
    return probe(signal);
  };
  await box.plug(face);
  const events = box.deviceEvents.length;
  const before = probes;
  for (let round = 0; round < 20; round += 1) {
    box.discovery.doubt(face.faceId, "the device said goodbye");
    await box.clock.advance(1_000);
  }
  expect(probes - before).toBeGreaterThanOrEqual(20);
  expect(box.deviceEvents).toHaveLength(events);
});

test("a goodbye does not end a running command", async () => {
  const box = new DeviceBox();
  await box.start();
  const face = box.network("192.0.2.7", "u1");
  const running = Promise.withResolvers<{ result: { state: string } }>();
  box.device(face).run = () => running.promise;
  await box.plug(face);
  const { sessionId } = box.only;
  await box.command(sessionId, "c1");
  box.discovery.doubt(face.faceId, "the device said goodbye");
  await box.clock.advance(1_000);
  running.resolve({ result: { state: "on" } });
  await box.clock.advance(10);
  expect(box.uplink.outcomes.at(-1)).toMatchObject({ commandId: "c1", state: "succeeded" });
});

test("a device that no longer answers after its goodbye is offline within seconds", async () => {
  const box = new DeviceBox();
  await box.start();
  const face = box.network("192.0.2.7", "u1");
  await box.plug(face);
  box.device(face).probe = untilAborted;
  box.discovery.doubt(face.faceId, "the device said goodbye");
  await box.clock.advance(14_000);
  expect(box.only.values["connection.state"]).toBe("offline");
});
