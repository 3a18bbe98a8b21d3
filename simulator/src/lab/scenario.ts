import { ConfigError, parseConfig, readYamlFile } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import { type Static, Type } from "typebox";
import { needsSerialDir, specFaults } from "./device-families.ts";
import type { DeviceSpec } from "./devices/device-family.ts";
import { type Fault, parseFault } from "./faults/fault-table.ts";

const scenarioSchema = Type.Object(
  {
    serialDir: Type.Optional(
      Type.String({ minLength: 1, description: "folder in which serial ports appear" }),
    ),
    host: Type.String({
      pattern: "^[0-9]{1,3}(\\.[0-9]{1,3}){3}$",
      default: "127.0.0.1",
      description: "address on which network devices listen, and which they announce",
    }),
    interfaces: Type.Array(Type.String({ minLength: 1 }), {
      default: [],
      description: "interfaces on which devices announce themselves by SSDP; none: they do not",
    }),
    devices: Type.Array(
      Type.Object({ id: Type.String(), family: Type.String() }, { additionalProperties: true }),
      { minItems: 1, maxItems: 1000 },
    ),
    timeline: Type.Array(
      Type.Object(
        {
          atMs: Type.Integer({ minimum: 0, description: "time since the lab has opened" }),
          device: Type.String(),
          fault: Type.Optional(Type.String()),
          clear: Type.Optional(Type.Boolean({ description: "ends the device's faults" })),
          parameters: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
        },
        { additionalProperties: false },
      ),
      { default: [], maxItems: 10_000 },
    ),
  },
  { additionalProperties: false },
);

/** One step of a timeline: a fault, or the end of all of the device's. */
export interface TimedFault {
  readonly atMs: number;
  readonly device: string;
  readonly fault: Fault | "clear";
}

/** A lab and what happens in it. */
export interface Scenario {
  readonly serialDir: string | undefined;
  readonly host: string;
  readonly interfaces: readonly string[];
  readonly devices: readonly DeviceSpec[];
  /** In the order of time. */
  readonly timeline: readonly TimedFault[];
}

/**
 * Reads a scenario.
 * @throws ConfigError that names everything that is wrong with it.
 */
export function parseScenario(value: unknown, source: string): Scenario {
  const parsed = parseConfig(scenarioSchema, value, source);
  const devices = parsed.devices as readonly DeviceSpec[];
  const faults = [
    ...devices.flatMap((spec, index) =>
      specFaults(spec).map((fault) => `/devices/${index} (${spec.id}): ${fault}`),
    ),
    ...twice(devices.map((spec) => spec.id)).map((id) => `/devices: the id ${id} is given twice`),
    ...twice(devices.filter((spec) => needsSerialDir(spec)).map(portName)).map(
      (name) => `/devices: the serial port ${name} is given twice`,
    ),
  ];
  const timeline: TimedFault[] = [];
  for (const [index, step] of parsed.timeline.entries()) {
    const read = readStep(step, devices);
    if (typeof read === "string") faults.push(`/timeline/${index}: ${read}`);
    else timeline.push(read);
  }
  if (faults.length > 0) throw new ConfigError(source, faults);
  const { serialDir, host, interfaces } = parsed;
  timeline.sort((a, b) => a.atMs - b.atMs);
  return { serialDir, host, interfaces, devices, timeline };
}

/** @throws ConfigError if the file is missing, not YAML, or no scenario. */
export function readScenario(path: string): Scenario {
  return parseScenario(readYamlFile(path), path);
}

type Step = Static<typeof scenarioSchema>["timeline"][number];

/** The step, or what is wrong with it. */
function readStep(step: Step, devices: readonly DeviceSpec[]): TimedFault | string {
  if (!devices.some((spec) => spec.id === step.device)) return `there is no device ${step.device}`;
  if ((step.clear === true) === (step.fault !== undefined)) {
    return "a step has either a fault or `clear: true`";
  }
  const { atMs, device } = step;
  if (step.fault === undefined) return { atMs, device, fault: "clear" };
  try {
    return { atMs, device, fault: parseFault({ fault: step.fault, ...step.parameters }) };
  } catch (error) {
    if (!(error instanceof RaeError)) throw error;
    return `${error.message}: ${JSON.stringify(error.details)}`;
  }
}

function portName(spec: DeviceSpec): string {
  return typeof spec.serialPort === "string" ? spec.serialPort : spec.id;
}

function twice(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
