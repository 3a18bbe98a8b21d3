import { parseConfig, schemaFaults } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import { type Static, type TObject, type TProperties, Type } from "typebox";
import type { Identity } from "./devices/identity.ts";
import { LgRs232Device, lgRs232Settings } from "./devices/lg-rs232.ts";
import { LinuxConsoleDevice, linuxConsoleSettings } from "./devices/linux-console.ts";
import { RokuDevice, rokuSettings } from "./devices/roku.ts";
import type { DeviceContext, VirtualDevice } from "./devices/virtual-device.ts";

/** A device as a scenario names it; its other members are settings of its family. */
export interface DeviceSpec {
  readonly id: string;
  readonly family: string;
  readonly [setting: string]: unknown;
}

interface Family {
  readonly serial: boolean;
  faultsOf(spec: DeviceSpec): readonly string[];
  create(spec: DeviceSpec, context: DeviceContext): VirtualDevice;
}

const identifier = Type.Optional(Type.String({ pattern: "^[A-Za-z0-9-]{1,64}$" }));
const identityFields = {
  id: Type.String({ pattern: "^[a-z0-9-]{1,64}$" }),
  family: Type.String(),
  mac: Type.Optional(Type.String({ pattern: "^[0-9a-f]{2}(:[0-9a-f]{2}){5}$" })),
  esn: identifier,
  serial: identifier,
};

type Make<P extends TProperties> = (
  id: string,
  identity: Partial<Identity>,
  settings: Static<TObject<P>>,
  context: DeviceContext,
) => VirtualDevice;

function family<const P extends TProperties>(serial: boolean, settings: P, make: Make<P>): Family {
  const settingsSchema = Type.Object(settings);
  const schema = Type.Object(
    { ...identityFields, ...settings },
    { additionalProperties: false },
  ) as TObject<typeof identityFields>;
  return {
    serial,
    faultsOf: (spec) => schemaFaults(schema, withDefaults(settingsSchema, spec)),
    create(spec, context) {
      const { id, mac, esn, serial: serialNumber } = parseConfig(schema, spec, spec.id);
      const identity = {
        ...(mac === undefined ? {} : { mac }),
        ...(esn === undefined ? {} : { esn }),
        ...(serialNumber === undefined ? {} : { serial: serialNumber }),
      };
      return make(id, identity, parseConfig(settingsSchema, spec, spec.id), context);
    },
  };
}

/** The spec with the defaults of its family, so that a setting left out is no fault. */
function withDefaults(schema: TObject, spec: DeviceSpec): unknown {
  const defaults = Object.entries(schema.properties).flatMap(([name, property]) => {
    const value = (property as { default?: unknown }).default;
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(defaults), ...spec };
}

const families: Readonly<Record<string, Family>> = {
  roku: family(false, rokuSettings, (...given) => new RokuDevice(...given)),
  "lg-rs232": family(true, lgRs232Settings, (...given) => new LgRs232Device(...given)),
  "linux-console": family(
    true,
    linuxConsoleSettings,
    (...given) => new LinuxConsoleDevice(...given),
  ),
};

export const familyNames: readonly string[] = Object.keys(families);

/** What is wrong with a spec; empty if nothing is. */
export function specFaults(spec: DeviceSpec): readonly string[] {
  const known = families[spec.family];
  return known === undefined
    ? [`/family must be one of ${familyNames.join(", ")}`]
    : known.faultsOf(spec);
}

/** Whether a device of this family is reached by a serial port. */
export function isSerialFamily(name: string): boolean {
  return families[name]?.serial ?? false;
}

/**
 * Makes the device of a spec; it is not open yet.
 * @throws RaeError `config-invalid` for a family that does not exist, ConfigError for settings that are not usable.
 */
export function createDevice(spec: DeviceSpec, context: DeviceContext): VirtualDevice {
  const known = families[spec.family];
  if (known === undefined) {
    throw new RaeError("config-invalid", `there is no family ${spec.family}`, {
      details: { families: familyNames },
    });
  }
  return known.create(spec, context);
}
