import { eventually } from "@rae/kit/testing";
import { afterEach, expect, test } from "vitest";
import { openPlatform, type Platform } from "../harness/platform.ts";
import type { DeviceJson } from "../harness/rest-client.ts";

const mac = "02:00:5e:10:00:01";
/** One set with a cable and a network face: both tell the same MAC. */
const twoFaces = [
  { id: "roku-1", family: "roku", mac },
  { id: "console-1", family: "linux-console", mac },
];

let platform: Platform;

afterEach(() => platform?.close());

function devicesThat(fit: (devices: readonly DeviceJson[]) => boolean) {
  return eventually(
    async () => {
      const devices = await platform.rest.devices("&state=online");
      if (!fit(devices)) throw new Error(`still ${JSON.stringify(devices)}`);
      return devices;
    },
    { timeoutMs: 30_000, intervalMs: 100 },
  );
}

test("a set with a cable and a network face is one device when the lab file says so", async () => {
  platform = await openPlatform({
    devices: twoFaces,
    labFile: [{ asset: "stb-1", serial: "console-1", mac }],
  });
  const devices = await devicesThat(([device, ...others]) => {
    const offered = device?.capabilities ?? [];
    return others.length === 0 && offered.includes("console") && offered.includes("app");
  });
  expect(devices[0]?.asset).toBe("stb-1");
});

test("without a lab file it is two devices, each flagged as a possible duplicate of the other", async () => {
  platform = await openPlatform({ devices: twoFaces });
  await devicesThat((shown) => shown.length === 2);
  // A console tells its MAC while it boots, and it had booted before anybody listened.
  await platform.fault("console-1", "reboot");
  const flag = (device: DeviceJson) => device.attributes["identity.possible-duplicate"]?.value;
  const devices = await devicesThat((shown) => shown.length === 2 && shown.every(flag));
  const [first, second] = devices;
  expect(first && flag(first)).toEqual([second?.id]);
  expect(second && flag(second)).toEqual([first?.id]);
});
