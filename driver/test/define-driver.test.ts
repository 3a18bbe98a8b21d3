import { FakeByteLink, silentLogger, systemClock } from "@rae/driver/testing";
import { expect, test } from "vitest";
import {
  type CommandOutput,
  type DeviceDefinition,
  type Driver,
  DriverError,
  defineDriver,
  type Observation,
  Type,
} from "../src/index.ts";

const soon = () => AbortSignal.timeout(5_000);
const never = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) =>
    signal.addEventListener("abort", () => reject(signal.reason)),
  );

function acme(device: Partial<DeviceDefinition>) {
  return defineDriver({
    name: "acme",
    needs: "bytes",
    settings: Type.Object(
      { setId: Type.Integer({ default: 1, maximum: 9 }) },
      { additionalProperties: false },
    ),
    settingsFaults: ({ setId }) => (setId === 4 ? ["/setId 4 is taken"] : []),
    open: () => ({
      probe: async () => ({ attributes: { "model.vendor": "Acme" } }),
      commands: {},
      ...device,
    }),
  });
}

function opened(device: Partial<DeviceDefinition>) {
  const reports: Observation[] = [];
  const driver = acme(device).open(
    new FakeByteLink("serial:/dev/acme"),
    {},
    {
      clock: systemClock,
      logger: silentLogger,
      remembered: {},
      report: (observation) => reports.push(observation),
    },
  );
  return { driver, reports };
}

test("capabilities follow from the commands that are given, info among them", () => {
  const { driver } = opened({
    commands: {
      "power.state": async () => ({ result: { state: "on" } }),
      "app.list": async () => ({ result: { apps: [] } }),
    },
  });
  expect(driver.capabilities).toEqual(["info", "power", "app"]);
});

test("info.get is a probe", async () => {
  const { driver } = opened({});
  const observation = { attributes: { "model.vendor": "Acme" }, keys: [] };
  expect(await driver.run("info", "get", {}, soon())).toEqual({
    result: { attributes: { "model.vendor": "Acme" } },
    observation,
  });
  expect(await driver.probe(soon())).toEqual(observation);
});

test("a command gets its parameters, and gives result and observation", async () => {
  const { driver } = opened({
    commands: {
      "remote-control.press": async ({ key }) => ({
        result: { key },
        observation: { attributes: { "x.acme.key": key } },
      }),
    },
  });
  expect(await driver.run("remote-control", "press", { key: "home" }, soon())).toEqual({
    result: { key: "home" },
    observation: { attributes: { "x.acme.key": "home" }, keys: [] },
  });
});

test.each([
  ["power", "off"],
  ["app", "list"],
  ["brew", "coffee"],
  ["toString", "call"],
])("%s.%s, which is not given, is unsupported", async (capability, command) => {
  const { driver } = opened({
    commands: { "power.state": async () => ({ result: { state: "on" } }) },
  });
  await expect(driver.run(capability, command, {}, soon())).rejects.toMatchObject({
    code: "unsupported",
    details: { capability, command },
  });
});

test("a result that does not fit its contract is the driver's fault, and says why", async () => {
  const { driver } = opened({
    // What tsc would refuse, and a driver in JavaScript may do.
    commands: { "power.state": async () => ({ result: JSON.parse('{"state":"glowing"}') }) },
  });
  await expect(driver.run("power", "state", {}, soon())).rejects.toMatchObject({
    code: "driver-fault",
    message: expect.stringContaining("power.state: /state must be one of"),
  });
});

test.each([["power.explode"], ["info.get"], ["power"]])("a driver cannot offer %s", (name) => {
  const commands = { [name]: async () => ({ result: {} }) };
  expect(() => opened({ commands })).toThrow(
    expect.objectContaining({ code: "driver-fault", details: { command: name } }),
  );
});

test("settings are checked with and without a device, every fault named", () => {
  const { checkSettings } = acme({});
  expect(() => checkSettings({ setId: 10, colour: "red" })).toThrow(
    expect.objectContaining({
      code: "config-invalid",
      details: { driver: "acme", faults: ["/colour is not known", "/setId must be <= 9"] },
    }),
  );
  expect(() => checkSettings({ setId: 4 })).toThrow(
    expect.objectContaining({ details: { driver: "acme", faults: ["/setId 4 is taken"] } }),
  );
  expect(() => checkSettings({})).not.toThrow();
});

test("devices behind a device have capabilities, commands and info of their own", async () => {
  const outlets = { "outlet-1": { attributes: { "power.state": "on" } } };
  const { driver, reports } = opened({
    probe: async () => ({ attributes: {}, parts: outlets }),
    partCommands: {
      "power.on": async (_parameters, _signal, part) => ({
        result: { state: "on" },
        observation: { attributes: { "x.acme.switched": part } },
      }),
    },
  });
  expect(driver.capabilities).toEqual(["info"]);
  expect(await driver.probe(soon())).toEqual({
    attributes: {},
    keys: [],
    parts: {
      "outlet-1": {
        attributes: { "power.state": "on" },
        keys: [],
        capabilities: ["info", "power"],
      },
    },
  });
  expect(await driver.run("power", "on", {}, soon(), "outlet-1")).toMatchObject({
    observation: { attributes: { "x.acme.switched": "outlet-1" } },
  });
  expect(await driver.run("info", "get", {}, soon(), "outlet-1")).toMatchObject({
    result: { attributes: { "power.state": "on" } },
  });
  await expect(driver.run("power", "on", {}, soon())).rejects.toMatchObject({
    code: "unsupported",
  });
  await expect(driver.run("info", "get", {}, soon(), "outlet-2")).rejects.toMatchObject({
    code: "unreachable",
  });
  expect(reports).toEqual([]);
});

const waits: readonly (readonly [
  string,
  (driver: Driver) => Promise<Observation | CommandOutput>,
])[] = [
  ["a probe", (driver) => driver.probe(soon())],
  ["a command", (driver) => driver.run("power", "on", {}, soon())],
];

test.each(waits)("%s ends when the driver is closed", async (_name, start) => {
  const { driver } = opened({
    probe: never,
    commands: { "power.on": (_parameters, signal) => never(signal) },
  });
  const wait = start(driver);
  await driver.close();
  await expect(wait).rejects.toMatchObject({ code: "link-unavailable" });
  await expect(start(driver)).rejects.toMatchObject({ code: "link-unavailable" });
});

test("a signal that is aborted already ends a command before it begins", async () => {
  let ran = false;
  const { driver } = opened({
    commands: {
      "power.on": async () => {
        ran = true;
        return { result: { state: "on" } };
      },
    },
  });
  const reason = new DriverError("busy", "stop");
  await expect(driver.run("power", "on", {}, AbortSignal.abort(reason))).rejects.toBe(reason);
  expect(ran).toBe(false);
});

test("a device is closed once", async () => {
  let closed = 0;
  const { driver } = opened({
    close: () => {
      closed += 1;
    },
  });
  await driver.close();
  await driver.close();
  expect(closed).toBe(1);
});
