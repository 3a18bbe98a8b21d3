import { describe, expect, test } from "vitest";
import { careFaults, defineDriver, maxCareSteps, Type } from "../src/index.ts";

const home = { capability: "remote-control", command: "press", parameters: { key: "home" } };

describe("the care of a driver", () => {
  test("is carried by its factory", () => {
    const care = {
      check: [{ capability: "app", command: "active", expect: { app: null } }],
      cleanUp: [{ capability: "remote-control", command: "press", parameters: { key: "home" } }],
    } as const;
    const factory = defineDriver({
      name: "acme",
      needs: "bytes",
      settings: Type.Object({}),
      care,
      open: () => ({ probe: async () => ({ attributes: {} }), commands: {} }),
    });
    expect(factory.care).toBe(care);
    expect(careFaults(factory.care)).toEqual([]);
  });

  test("has the types of the contracts", () => {
    const open = () => ({ probe: async () => ({ attributes: {} }), commands: {} });
    const definition = { name: "acme", needs: "bytes", settings: Type.Object({}), open } as const;
    // @ts-expect-error: there is no such key
    defineDriver({ ...definition, care: { check: [{ ...press, parameters: { key: "jump" } }] } });
    // @ts-expect-error: a key press names its key
    defineDriver({ ...definition, care: { check: [press] } });
    // @ts-expect-error: the result has no such state
    defineDriver({ ...definition, care: { check: [{ ...power, expect: { state: "red" } }] } });
    defineDriver({ ...definition, care: { check: [{ ...power, expect: { state: "on" } }] } });
  });

  test.each([
    ["no object", "press home", ["its care is no object"]],
    [
      "a list of another name",
      { cleanup: [] },
      ["its care has cleanup, which is neither check nor cleanUp"],
    ],
    ["no list", { check: home }, ["check is no list of steps"]],
    ["no step", { check: ["home"] }, ["check step 1 names no capability and command"]],
    [
      "a command that there is not",
      { cleanUp: [home, { capability: "remote-control", command: "jump" }] },
      ["cleanUp step 2 remote-control.jump: there is no command remote-control.jump"],
    ],
    [
      "a capability of the agent's own",
      { check: [{ capability: "lease", command: "end" }] },
      ["check step 1 lease.end: there is no command lease.end"],
    ],
    [
      "parameters that do not fit",
      { cleanUp: [{ ...home, parameters: {} }] },
      [
        expect.stringContaining(
          "cleanUp step 1 remote-control.press: the parameters do not fit remote-control.press: ",
        ),
      ],
    ],
    [
      "a field that no result has",
      { check: [{ capability: "power", command: "state", expect: { status: "on" } }] },
      ["check step 1 power.state: the result has no status that could be expected"],
    ],
    [
      "a value that no result has",
      { check: [{ capability: "power", command: "state", expect: { state: "red" } }] },
      [expect.stringContaining("check step 1 power.state: state is never so: ")],
    ],
    [
      "more steps than a holder waits for",
      { check: Array.from({ length: maxCareSteps + 1 }, () => home) },
      [`check has ${maxCareSteps + 1} steps, and ${maxCareSteps} are allowed`],
    ],
  ])("with %s is refused, by list and step", (_name, care, faults) => {
    expect(careFaults(care)).toEqual(faults);
  });

  test("may expect some fields of an object", () => {
    const expected = { attributes: { "power.state": "on" } };
    const check = [{ capability: "info", command: "get", expect: expected }];
    expect(careFaults({ check })).toEqual([]);
  });
});

const press = { capability: "remote-control", command: "press" } as const;
const power = { capability: "power", command: "state" } as const;
