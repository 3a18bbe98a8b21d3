import { eventually } from "@rae/kit/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPlatform, type Platform } from "../harness/platform.ts";
import type { CommandJson } from "../harness/rest-client.ts";

let platform: Platform;

beforeAll(async () => {
  platform = await openPlatform({
    devices: [
      { id: "roku-1", family: "roku" },
      { id: "lg-1", family: "lg-rs232" },
      { id: "console-1", family: "linux-console" },
    ],
    labFile: [
      { asset: "tv-1", serial: "lg-1" },
      { asset: "console", serial: "console-1" },
    ],
  });
});
afterAll(() => platform?.close());

/** The id of the Roku, once it has this health. */
function rokuThatIs(health: string): Promise<string> {
  return eventually(async () => {
    const devices = await platform.rest.devices(`&capability=app&health=${health}`);
    const [device] = devices;
    if (device === undefined) throw new Error(`no Roku that is ${health}`);
    return device.id;
  });
}

function order(device: string, name: "check" | "release"): Promise<CommandJson> {
  const path = `/v1/devices/${device}/health/${name}`;
  return platform.rest.request("POST", path, undefined, "wait=30");
}

test("devices of every family pass the checks of their drivers", async () => {
  const { rest } = platform;
  await rokuThatIs("ready");
  for (const asset of ["tv-1", "console"]) {
    await rest.deviceThat(asset, ({ attributes }) => attributes["health.state"]?.value === "ready");
  }
});

test("a Roku that fails its check is quarantined with the evidence, checked and released by hand", async () => {
  const roku = await rokuThatIs("ready");
  const { rest, lab } = platform;
  await lab.fault("roku-1", { fault: "refuse", only: "/query/active-app", status: 500 });
  const failed = await order(roku, "check");
  expect(failed).toMatchObject({ state: "succeeded", result: { state: "quarantined" } });
  expect(failed.result?.reason).toContain("check step 2 app.active: ");
  expect(await rokuThatIs("quarantined")).toBe(roku);
  expect(await order(roku, "release")).toMatchObject({ result: { state: "ready" } });
  await rokuThatIs("ready");
  await order(roku, "check");
  await lab.clearFaults("roku-1");
  expect(await order(roku, "check")).toMatchObject({ result: { state: "ready", reason: "" } });
  await rest.deviceThat(roku, ({ attributes }) => attributes["health.reason"] === undefined);
});
