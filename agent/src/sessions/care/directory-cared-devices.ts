import type { DriverFactory } from "@rae/driver";
import type { Attributes, JsonObject } from "@rae/protocol";
import { type CareLists, careLists } from "../../core/health/care-lists.ts";
import type { AttributeUpdate } from "../../core/sessions/connection-state.ts";
import type { BoxCommands } from "../box-commands.ts";
import type { CommandDevices, DeviceAction } from "../command-lanes.ts";
import type { DeviceDirectory } from "../device-directory.ts";
import type { SessionBook } from "../session-book.ts";
import type { CaredDevices } from "./cared-devices.ts";

export interface DirectoryCaredDevicesOptions {
  readonly book: SessionBook;
  readonly directory: DeviceDirectory;
  readonly drivers: ReadonlyMap<string, DriverFactory>;
  readonly devices: Pick<CommandDevices, "offers">;
  readonly commands: BoxCommands;
  readonly isLeased: (sessionId: string) => boolean;
}

/** The devices of the box, as their caretaker needs them. */
export class DirectoryCaredDevices implements CaredDevices {
  readonly #options: DirectoryCaredDevicesOptions;

  constructor(options: DirectoryCaredDevicesOptions) {
    this.#options = options;
  }

  attributes(sessionId: string): Attributes | undefined {
    return this.#options.book.get(sessionId)?.attributes;
  }

  presenceOf(sessionId: string): "there" | "asleep" | "away" {
    const faces = this.#options.directory.facesOf(sessionId);
    if (faces.some(({ hosted }) => hosted.health.state === "online")) return "there";
    const isAsleep = this.attributes(sessionId)?.["connection.state"]?.value === "asleep";
    return isAsleep ? "asleep" : "away";
  }

  listsOf(sessionId: string): CareLists | undefined {
    const { directory, drivers } = this.#options;
    const names = new Set(directory.facesOf(sessionId).map(({ driver }) => driver));
    if (names.size === 0) return undefined;
    const cares = [...names].toSorted().map((name) => drivers.get(name)?.care);
    return careLists(directory.labDeviceOf(sessionId), cares);
  }

  offers(sessionId: string, capability: string): boolean {
    return this.#options.devices.offers(sessionId, capability);
  }

  isLeased(sessionId: string): boolean {
    return this.#options.isLeased(sessionId);
  }

  run(action: DeviceAction, signal: AbortSignal): Promise<JsonObject> {
    return this.#options.commands.run(action, signal);
  }

  show(sessionId: string, update: AttributeUpdate): void {
    this.#options.book.update(sessionId, update);
  }
}
