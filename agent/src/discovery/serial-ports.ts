import { realpathSync } from "node:fs";
import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import type { PathGlob } from "./path-glob.ts";
import { readAdapter } from "./udev-details.ts";

/** A serial port that a glob matches now. */
export interface FoundPort {
  readonly path: string;
  /** The device file behind the path, links resolved. */
  readonly device: string;
  /** Differs when something else is plugged in at the same path. */
  readonly plug: string;
  /** The adapter that the port is of, where udev knows it. */
  readonly adapter?: string;
}

/**
 * The character devices that match, in the order of their names. A folder that does not exist has
 * none.
 */
export async function listPorts(glob: PathGlob, udevFolder: string): Promise<readonly FoundPort[]> {
  const names = await readdir(glob.folder).catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => glob.matches(name))
      .sort()
      .map((name) => inspectPort(join(glob.folder, name), udevFolder)),
  );
  return found.filter((port) => port !== undefined);
}

/** Undefined for what is no device, or has just gone. */
async function inspectPort(path: string, udevFolder: string): Promise<FoundPort | undefined> {
  try {
    const [device, link, target] = await Promise.all([realpath(path), lstat(path), stat(path)]);
    if (!target.isCharacterDevice()) return undefined;
    // Bytes that pass change the times of a device, but not those of a link to it.
    const made = link.isSymbolicLink() ? link.ctimeMs : 0;
    const adapter = await readAdapter(target.rdev, udevFolder);
    const plug = `${device} ${link.ino} ${made} ${target.rdev}`;
    return { path, device, plug, ...(adapter === undefined ? {} : { adapter }) };
  } catch {
    return undefined;
  }
}

/** The device file behind a path, links resolved; the path itself while nothing is there. */
export function deviceOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
