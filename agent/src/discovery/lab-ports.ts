import type { LabDevice } from "../core/assignment/lab.ts";
import { serialPathOf } from "../core/faces/wire-key.ts";
import { deviceOf } from "./serial-ports.ts";

/** Path by which a port was found, by its device file. */
export type PortPaths = ReadonlyMap<string, string>;

/**
 * The lab file with each port under the name by which it was found: the operator may name it by
 * `by-id` where discovery finds it by `by-path`. Names are resolved again when ports come or go.
 */
export class LabPorts {
  readonly #listed: readonly string[];
  #lab: readonly LabDevice[];
  #found: PortPaths = new Map();
  #resolved: readonly LabDevice[];

  /** `listed`: paths of ports that the configuration lists, and no glob finds. */
  constructor(lab: readonly LabDevice[], listed: readonly string[] = []) {
    this.#lab = lab;
    this.#listed = listed;
    this.#resolved = this.#resolve();
  }

  get lab(): readonly LabDevice[] {
    return this.#resolved;
  }

  setLab(lab: readonly LabDevice[]): void {
    this.#lab = lab;
    this.#resolved = this.#resolve();
  }

  /** Takes the ports that are there now; whether the lab reads differently by that. */
  setPorts(found: PortPaths): boolean {
    this.#found = found;
    const before = this.#resolved;
    this.#resolved = this.#resolve();
    return this.#resolved.some(({ serial }, index) => serial !== before[index]?.serial);
  }

  #resolve(): readonly LabDevice[] {
    const paths = new Map([
      ...this.#listed.map((path) => [deviceOf(path), path] as const),
      ...this.#found,
    ]);
    const known = new Set(paths.values());
    return this.#lab.map((device) => {
      if (device.serial === undefined) return device;
      const path = serialPathOf(device.serial);
      const foundAs = known.has(path) ? undefined : paths.get(deviceOf(path));
      return foundAs === undefined ? device : { ...device, serial: foundAs };
    });
  }
}
