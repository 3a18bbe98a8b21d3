import { type Clock, silentLogger, systemClock } from "@rae/kit";
import {
  attributeCatalogue,
  attributeTypeOf,
  capabilities,
  checkParameters,
  type ErrorCode,
  isAttributeName,
  type JsonObject,
  RaeError,
} from "@rae/protocol";
import { Errors } from "typebox/value";
import { afterEach, describe, expect, test } from "vitest";
import type { Driver, DriverContext, Observation } from "../driver.ts";

/** A device that the author of a driver plays, with the driver open on it and ready. */
export interface ConformanceDevice {
  readonly driver: Driver;
  /** From now on the device takes what it is sent and answers nothing. */
  freeze(): void;
  close(): Promise<void>;
}

export interface ConformanceSubject {
  readonly name: string;
  open(context: DriverContext, settings: JsonObject): Promise<ConformanceDevice>;
  /** Settings to test with; short deadlines where the driver has its own. */
  readonly settings: JsonObject;
  readonly clock?: Clock;
  /** What a probe of the frozen device throws; undefined if the driver does not ask the device when it probes. */
  readonly frozenProbe: ErrorCode | undefined;
}

/** Codes that a driver may throw. */
const driverCodes: readonly ErrorCode[] = [
  "unreachable",
  "asleep",
  "refused",
  "limited-mode",
  "busy",
  "bad-reply",
  "timeout",
  "unsupported",
  "link-unavailable",
];

const soon = () => AbortSignal.timeout(10_000);

/**
 * What holds for every driver, as vitest tests: call it in a test file of yours. Beside it, test what your device does: this
 * suite presses no key and starts nothing.
 */
export function driverConformance(subject: ConformanceSubject): void {
  describe(`${subject.name} conforms`, () => {
    const opened: ConformanceDevice[] = [];
    afterEach(async () => {
      for (const device of opened.splice(0)) await device.close();
    });

    const open = async (settings = subject.settings) => {
      const reports: Observation[] = [];
      const device = await subject.open(
        {
          clock: subject.clock ?? systemClock,
          logger: silentLogger,
          remembered: {},
          report: (observation) => reports.push(observation),
        },
        settings,
      );
      opened.push(device);
      return { device, driver: device.driver, reports };
    };

    test("a probe tells known attributes of the right type, and keys that the device itself knows", async () => {
      const { driver } = await open();
      const { attributes, keys } = await driver.probe(soon());
      expect(faultsOf(attributes)).toEqual([]);
      expect(keys.filter(({ kind }) => ["asset", "wire", "ip"].includes(kind))).toEqual([]);
      expect(keys.filter(({ value }) => value === "")).toEqual([]);
    });

    test("two probes of an unchanged device tell the same", async () => {
      const { driver } = await open();
      expect(await driver.probe(soon())).toEqual(await driver.probe(soon()));
    });

    test("it offers known capabilities, `info` among them", async () => {
      const { driver } = await open();
      expect(driver.capabilities).toContain("info");
      expect(driver.capabilities.filter((name) => !capabilities.has(name))).toEqual([]);
    });

    test("every query without parameters that it offers gives the contract's result", async () => {
      const { driver } = await open();
      for (const { capability, command, result } of plainQueries(driver)) {
        const outcome = await driver.run(capability, command, {}, soon());
        expect({ command, faults: Errors(result, outcome.result) }).toEqual({
          command,
          faults: [],
        });
        expect(faultsOf(outcome.observation?.attributes ?? {})).toEqual([]);
      }
    });

    test("what it does not offer is unsupported", async () => {
      const { driver } = await open();
      for (const [capability, command] of [
        ["brew", "coffee"],
        ["info", "set"],
      ] as const) {
        await expect(driver.run(capability, command, {}, soon())).rejects.toMatchObject({
          code: "unsupported",
        });
      }
    });

    test("settings that no driver knows are config-invalid and name the fault", async () => {
      const settings = { ...subject.settings, "no-such-setting": 1 };
      await expect(open(settings)).rejects.toMatchObject({
        code: "config-invalid",
        message: expect.stringContaining(subject.name),
      });
    });

    test("a signal that is aborted already ends a probe and a command, with its reason or as timeout", async () => {
      const { driver } = await open();
      const reason = new RaeError("shutting-down", "the test is over");
      const aborted = AbortSignal.abort(reason);
      await expect(driver.probe(aborted)).rejects.toBe(reason);
      await expect(driver.run("info", "get", {}, aborted)).rejects.toBe(reason);
    });

    const { frozenProbe } = subject;
    if (frozenProbe !== undefined) {
      test("a frozen device ends a probe by its deadline, with the right code", async () => {
        const { device, driver } = await open();
        device.freeze();
        await expect(driver.probe(AbortSignal.timeout(500))).rejects.toBeInstanceOf(RaeError);
        await expect(driver.probe(AbortSignal.timeout(500))).rejects.toMatchObject({
          code: frozenProbe,
        });
        expect(driverCodes).toContain(frozenProbe);
      });
    }

    test("a driver closes twice", async () => {
      const { driver } = await open();
      await driver.close();
      await driver.close();
    });
  });
}

function faultsOf(attributes: Observation["attributes"]): readonly string[] {
  return Object.entries(attributes).flatMap(([name, value]) => {
    if (!isAttributeName(name)) return [`${name} is not an attribute`];
    const entry = Object.entries(attributeCatalogue).find(([known]) => known === name)?.[1];
    if (entry === undefined) return [];
    if (attributeTypeOf(value) !== entry.type) return [`${name} is no ${entry.type}`];
    const values: readonly unknown[] | undefined = "values" in entry ? entry.values : undefined;
    return values?.includes(value) === false ? [`${name} cannot be ${String(value)}`] : [];
  });
}

function plainQueries(driver: Driver) {
  return driver.capabilities.flatMap((capability) =>
    Object.entries(capabilities.get(capability)?.commands ?? {})
      .filter(([command, { effect }]) => effect === "query" && takesNothing(capability, command))
      .map(([command, { result }]) => ({ capability, command, result })),
  );
}

function takesNothing(capability: string, command: string): boolean {
  try {
    checkParameters(capability, command, {});
    return true;
  } catch {
    return false;
  }
}
