import { expect, test } from "vitest";
import { parseScenario } from "../../src/lab/scenario.ts";

const roku = { id: "roku-1", family: "roku" };
const lg = { id: "lg-1", family: "lg-rs232" };

/** The sentences of the error that a scenario is refused with. */
function faultsOf(value: unknown): readonly string[] {
  try {
    parseScenario(value, "test.yaml");
  } catch (error) {
    return (error as { faults: readonly string[] }).faults;
  }
  return [];
}

test("a small scenario is enough", () => {
  const scenario = parseScenario({ devices: [roku] }, "test.yaml");
  expect(scenario).toMatchObject({ host: "127.0.0.1", interfaces: [], timeline: [] });
  expect(scenario.devices).toEqual([roku]);
});

test("settings of a family and a timeline are read, steps in the order of time", () => {
  const scenario = parseScenario(
    {
      serialDir: "tty",
      interfaces: ["lo"],
      devices: [
        { ...roku, port: 8060, mac: "02:00:00:00:00:01", esn: "E1", serial: "S1" },
        { ...lg, setId: 7, statusInStandby: false, serialPort: "ttyUSB0" },
        { id: "stb-1", family: "linux-console", password: "secret" },
      ],
      timeline: [
        { atMs: 200, device: "roku-1", clear: true },
        { atMs: 100, device: "roku-1", fault: "slow", parameters: { delayMs: 50 } },
      ],
    },
    "test.yaml",
  );
  expect(scenario.timeline).toEqual([
    { atMs: 100, device: "roku-1", fault: { fault: "slow", delayMs: 50 } },
    { atMs: 200, device: "roku-1", fault: "clear" },
  ]);
});

test.each([
  ["no device at all", { devices: [] }, "/devices"],
  ["an unknown key", { devices: [roku], colour: "red" }, "colour"],
  ["an unknown family", { devices: [{ id: "a", family: "toaster" }] }, "/devices/0 (a): /family"],
  ["a setting of another family", { devices: [{ ...roku, setId: 1 }] }, "setId"],
  ["a set id out of range", { devices: [{ ...lg, setId: 100 }] }, "/devices/0 (lg-1): /setId"],
  ["a MAC in capitals", { devices: [{ ...lg, mac: "02:00:00:00:00:AA" }] }, "/mac"],
  ["an id twice", { devices: [roku, roku] }, "the id roku-1 is given twice"],
  [
    "a serial port twice",
    { devices: [lg, { ...lg, id: "lg-2", serialPort: "lg-1" }] },
    "the serial port lg-1 is given twice",
  ],
  [
    "a port name that leaves the folder",
    { devices: [{ ...lg, serialPort: "../etc" }] },
    "/serialPort",
  ],
  [
    "a step for a device that is not there",
    { devices: [roku], timeline: [{ atMs: 0, device: "x", fault: "freeze" }] },
    "/timeline/0: there is no device x",
  ],
  [
    "a step with an unknown fault",
    { devices: [roku], timeline: [{ atMs: 0, device: "roku-1", fault: "melt" }] },
    '/timeline/0: there is no fault "melt"',
  ],
  [
    "a step with a bad parameter",
    {
      devices: [roku],
      timeline: [{ atMs: 0, device: "roku-1", fault: "slow", parameters: { delayMs: "long" } }],
    },
    "/timeline/0: the parameters of slow are not usable",
  ],
  [
    "a step that does nothing",
    { devices: [roku], timeline: [{ atMs: 0, device: "roku-1" }] },
    "/timeline/0: a step has either",
  ],
])("%s is refused, and named", (_what, value, sentence) => {
  expect(faultsOf(value).join("\n")).toContain(sentence);
});

test("all faults are told at once", () => {
  const faults = faultsOf({
    devices: [{ ...lg, setId: 0 }, { ...roku, port: -1 }, roku],
    timeline: [{ atMs: 0, device: "x", fault: "freeze" }],
  });
  expect(faults).toHaveLength(4);
});
