import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Where udev keeps what it found out, a file for each character device: `c<major>:<minor>`. */
export const udevFolder = "/run/udev/data";

/**
 * Maker, model and serial number of the adapter behind a device number; undefined where udev knows
 * nothing, or is not there.
 */
export async function readAdapter(rdev: number, folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, `c${major(rdev)}:${minor(rdev)}`), "utf8").catch(
    () => "",
  );
  const properties = new Map<string, string>();
  for (const [, name = "", value = ""] of text.matchAll(/^E:(\w+)=(.*)$/gm)) {
    properties.set(name, value);
  }
  const named = (name: string) =>
    properties.get(`${name}_FROM_DATABASE`) ?? properties.get(name)?.replaceAll("_", " ");
  const parts = [named("ID_VENDOR"), named("ID_MODEL"), properties.get("ID_SERIAL_SHORT")];
  const adapter = parts.filter((part) => part !== undefined && part !== "").join(" ");
  return adapter === "" ? undefined : adapter;
}

// makedev(3): of 32 bits, 12 of the major number stand between 8 and 12 of the minor one.
function major(rdev: number): number {
  return Math.floor(rdev / 2 ** 8) % 2 ** 12;
}

function minor(rdev: number): number {
  return (rdev % 2 ** 8) + Math.floor(rdev / 2 ** 20) * 2 ** 8;
}
