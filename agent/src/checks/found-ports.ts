import { basename, dirname } from "node:path";
import type { AgentConfig } from "../config.ts";
import { type PathGlob, parsePathGlob } from "../discovery/path-glob.ts";
import { deviceOf, listPorts } from "../discovery/serial-ports.ts";
import { udevFolder } from "../discovery/udev-details.ts";

interface UsableGlob {
  /** Its place in the configuration. */
  readonly index: number;
  readonly parsed: PathGlob;
}

/** Which serial ports the globs of the configuration find, now and by their names alone. */
export class FoundPorts {
  readonly #globs: readonly UsableGlob[];
  readonly #byDevice: ReadonlyMap<string, { readonly path: string; readonly index: number }>;

  private constructor(
    globs: readonly UsableGlob[],
    byDevice: ReadonlyMap<string, { readonly path: string; readonly index: number }>,
  ) {
    this.#globs = globs;
    this.#byDevice = byDevice;
  }

  /** Reads the folders; a glob that is not usable finds nothing. */
  static async read({ serial }: AgentConfig): Promise<FoundPorts> {
    const globs = serial.flatMap(({ glob }, index) => {
      try {
        return [{ index, parsed: parsePathGlob(glob) }];
      } catch {
        return [];
      }
    });
    const byDevice = new Map<string, { readonly path: string; readonly index: number }>();
    for (const { index, parsed } of globs) {
      for (const { device, path } of await listPorts(parsed, udevFolder)) {
        if (!byDevice.has(device)) byDevice.set(device, { path, index });
      }
    }
    return new FoundPorts(globs, byDevice);
  }

  /** The path by which the port is found, and by which entry; undefined if nothing finds it. */
  findingOf(path: string): { readonly path: string; readonly index: number } | undefined {
    const now = this.#byDevice.get(deviceOf(path));
    if (now !== undefined) return now;
    const glob = this.#globs.find(
      ({ parsed }) => parsed.folder === dirname(path) && parsed.matches(basename(path)),
    );
    return glob === undefined ? undefined : { path, index: glob.index };
  }
}
