import type { JsonObject } from "@rae/protocol";
import type { Static, TSchema } from "typebox";
import type { Care, TypedStep } from "./care.ts";
import { DefinedDriver } from "./defined-driver.ts";
import type { DeviceDefinition, DeviceObservation } from "./device-definition.ts";
import { contractVersion, type DriverContext, type FactoryFor } from "./driver.ts";
import { parseDriverSettings } from "./driver-settings.ts";
import type { LinkKind, Links } from "./link.ts";

/** What the author of a driver gets to work with. */
export interface DeviceContext extends Omit<DriverContext, "report"> {
  /** Reports what was learned without being asked: bytes on a console, a push message. Does nothing before `open` has returned. */
  readonly report: (observation: DeviceObservation) => void;
}

/** A family of devices as its driver's author describes it. */
export interface DriverDefinition<Needs extends LinkKind, Settings extends TSchema> {
  /** By which configuration and lab file name the driver: `[a-z0-9-]`. */
  readonly name: string;
  readonly needs: Needs;
  /** Speed of a serial port where the configuration names none; 9600 unless said. */
  readonly defaultBaudRate?: number;
  /**
   * How a device is checked before it is handed out, and cleaned up after a lease, where the lab file says nothing of it. A check must do
   * no harm to a device that is in use; a step that fails puts the device in quarantine.
   */
  readonly care?: Care<TypedStep>;
  /** Schema of the settings, with bounds and defaults. */
  readonly settings: Settings;
  /** What a schema cannot say of settings: a sentence for each fault. */
  readonly settingsFaults?: (settings: Static<Settings>) => readonly string[];
  /** Makes one device on its link; does no I/O, as the link may not be open yet. */
  readonly open: (
    link: Links[Needs],
    settings: Static<Settings>,
    context: DeviceContext,
  ) => DeviceDefinition;
}

/**
 * A driver from a description of its devices. Types of parameters and results are those of the contracts; capabilities, `info.get`
 * and `unsupported` follow from the commands that are given; settings and results are checked; no wait outlasts `close`.
 */
export function defineDriver<Needs extends LinkKind, Settings extends TSchema>(
  definition: DriverDefinition<Needs, Settings>,
): FactoryFor<Needs> {
  const { settings: schema, settingsFaults, open, ...named } = definition;
  const { name } = named;
  const parse = (settings: JsonObject) =>
    parseDriverSettings(name, schema, settings, settingsFaults);
  return {
    ...named,
    contractVersion,
    checkSettings: (settings: JsonObject) => void parse(settings),
    open(link: Links[Needs], settings: JsonObject, context: DriverContext) {
      let driver: DefinedDriver | undefined;
      const report = (told: DeviceObservation) => {
        if (driver !== undefined) context.report(driver.complete(told));
      };
      driver = new DefinedDriver(name, open(link, parse(settings), { ...context, report }));
      return driver;
    },
  };
}
