import { randomUUID } from "node:crypto";
import { eventually } from "@rae/kit/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPlatform, type Platform } from "../harness/platform.ts";
import type { DeviceJson } from "../harness/rest-client.ts";

// Its own name: other tests' virtual televisions announce themselves on the same loopback interface.
const rokuName = `roku-${randomUUID().slice(0, 8)}`;
let platform: Platform;

beforeAll(async () => {
  platform = await openPlatform({
    devices: [
      { id: rokuName, family: "roku" },
      { id: "lg-1", family: "lg-rs232" },
      { id: "lg-2", family: "lg-rs232" },
      { id: "console-1", family: "linux-console" },
    ],
    labFile: [
      { asset: "tv-1", serial: "lg-1" },
      { asset: "tv-2", serial: "lg-2" },
      { asset: "box-under-test", serial: "console-1" },
    ],
    ssdp: true,
  });
});

afterAll(() => platform?.close());

const online = (device: { state: string }) => device.state === "online";

test("what is plugged in is visible by REST, with its capabilities", async () => {
  const { rest } = platform;
  await rest.deviceThat("tv-1", online);
  await rest.deviceThat("box-under-test", online);
  const roku = await eventually(async () => {
    const query = `&capability=app&state=online&attribute=x.roku.name:${rokuName}`;
    const found = (await rest.devices(query))[0];
    if (found === undefined) throw new Error("no device with apps yet");
    return found;
  });
  expect(roku.capabilities).toEqual(["app", "info", "power", "remote-control"]);
  expect(await rest.devices("&capability=console")).toHaveLength(1);
});

test("a value that stays as it is was seen when it was last probed, without a new revision", async () => {
  const { rest } = platform;
  const seenAt = (device: DeviceJson, name: string) =>
    Date.parse(device.attributes[name]?.observedAt ?? "");
  const names = ["power.state", "connection.state", "identity.asset"];
  let before = await rest.deviceThat("tv-1", online);
  await rest.deviceThat("tv-1", (device) => {
    if (device.revision !== before.revision) before = device;
    return names.every((name) => seenAt(device, name) > seenAt(before, name));
  });
});

test("an unplugged device is offline, after the grace period it has left, and plugged in it is a new session", async () => {
  const { rest } = platform;
  const before = await rest.deviceThat("tv-2", online);
  await platform.fault("lg-2", "unplug");
  const offline = await rest.deviceThat(before.id, (device) => device.state === "offline");
  expect(offline.ended).toBeNull();
  await eventually(async () => {
    expect((await rest.devices()).map((device) => device.id)).not.toContain(before.id);
  });
  expect((await rest.history(before.id)).at(-1)?.kind).toBe("Detached");
  await platform.fault("lg-2", "plug");
  const after = await rest.deviceThat("tv-2", online);
  expect(after.id).not.toBe(before.id);
});

test("a device unplugged for less than the grace period keeps its session", async () => {
  const { rest } = platform;
  const before = await rest.deviceThat("tv-1", online);
  await platform.fault("lg-1", "unplug");
  await rest.deviceThat("tv-1", (device) => device.state === "offline");
  await platform.fault("lg-1", "plug");
  const after = await rest.deviceThat("tv-1", online);
  expect(after.id).toBe(before.id);
});

test("a reboot with a new MAC and ESN on the same port is the same session", async () => {
  const { rest } = platform;
  const mac = "02:aa:bb:cc:dd:ee";
  const before = await rest.deviceThat("box-under-test", online);
  await platform.fault("console-1", "reboot", { mac, esn: "NEWESN-0001" });
  const after = await rest.deviceThat(
    "box-under-test",
    (device) => device.attributes["identity.mac"]?.value === mac,
  );
  expect(after.id).toBe(before.id);
  await rest.deviceThat(
    "box-under-test",
    (device) => device.attributes["identity.esn"]?.value === "NEWESN-0001",
  );
});
