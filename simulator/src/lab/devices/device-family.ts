import { parseConfig, schemaFaults } from "@rae/kit";
import { type Static, type TObject, type TProperties, Type } from "typebox";
import type { DeviceBody } from "./device-body.ts";
import { DeviceShell } from "./device-shell.ts";
import { type DeviceContext, DeviceState } from "./device-state.ts";
import { identitySchemas } from "./identity.ts";
import type { VirtualDevice } from "./virtual-device.ts";

/** A device as a scenario names it; its other members are settings of its family. */
export interface DeviceSpec {
  readonly id: string;
  readonly family: string;
  readonly [setting: string]: unknown;
}

/** A kind of device, by which scenarios are checked and devices made. */
export interface DeviceFamily {
  readonly name: string;
  /** Whether a device of this spec needs the folder of serial ports. */
  needsSerialDir(spec: DeviceSpec): boolean;
  /** What is wrong with a spec; empty if nothing is. */
  faultsOf(spec: DeviceSpec): readonly string[];
  /**
   * Makes the device of a spec; it is not open yet.
   * @throws ConfigError for settings that are not usable.
   */
  create(spec: DeviceSpec, context: DeviceContext): VirtualDevice;
}

const specFields = {
  id: Type.String({ pattern: "^[a-z0-9-]{1,64}$" }),
  family: Type.String(),
  ...identitySchemas,
};

/** Defines a family by its settings and by what its devices do. */
export function defineFamily<const P extends TProperties>(definition: {
  readonly name: string;
  readonly needsSerialDir: (spec: DeviceSpec) => boolean;
  readonly settings: P;
  readonly create: (state: DeviceState, settings: Static<TObject<P>>) => DeviceBody;
}): DeviceFamily {
  const { name, needsSerialDir, settings, create } = definition;
  const settingsSchema = Type.Object(settings);
  const schema = Type.Object(
    { ...specFields, ...settings },
    { additionalProperties: false },
  ) as TObject<typeof specFields>;
  return {
    name,
    needsSerialDir,
    faultsOf: (spec) => schemaFaults(schema, withDefaults(settingsSchema, spec)),
    create(spec, context) {
      const { id, mac, esn, serial } = parseConfig(schema, spec, spec.id);
      const identity = {
        ...(mac === undefined ? {} : { mac }),
        ...(esn === undefined ? {} : { esn }),
        ...(serial === undefined ? {} : { serial }),
      };
      const state = new DeviceState(id, identity, context);
      return new DeviceShell(name, state, create(state, parseConfig(settingsSchema, spec, id)));
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
