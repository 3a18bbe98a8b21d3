import { readFileSync, statSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * The file that `import` would load for a package that is installed for `folder`, or for a path that counts from it: a file, or the
 * folder of a package. Node itself resolves names only for the file that imports, which here is the agent.
 * @throws Error saying what is missing, and what to do.
 */
export function packageEntry(name: string, folder: string): string {
  if (!isPath(name)) return entryOf(installed(name, folder), name);
  const path = resolve(folder, name);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new Error(`there is no ${path}`);
  return found.isDirectory() ? entryOf(join(path, "package.json"), name) : path;
}

/** Whether an entry of the configuration is a path, and not the name of a package. */
export function isPath(name: string): boolean {
  return /^\.\.?(\/|$)/.test(name) || isAbsolute(name);
}

function installed(name: string, folder: string): string {
  try {
    const path = findPackageJSON(name, pathToFileURL(join(folder, "package.json")));
    if (path !== undefined) return path;
  } catch {
    // Said below.
  }
  throw new Error(`it is not installed for ${folder}: run "npm install ${name}" there`);
}

function entryOf(manifestPath: string, name: string): string {
  const manifest = readManifest(manifestPath);
  const folder = dirname(manifestPath);
  if (manifest.exports === undefined) {
    return join(folder, typeof manifest.main === "string" ? manifest.main : "index.js");
  }
  const { exports } = manifest;
  const target = targetOf(isObject(exports) && "." in exports ? exports["."] : exports);
  if (target !== undefined) return join(folder, target);
  throw new Error(`the package.json of ${name} names no file to import in "exports"`);
}

function readManifest(path: string): Readonly<Record<string, unknown>> {
  let manifest: unknown;
  try {
    manifest = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Error(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  return isObject(manifest) ? manifest : {};
}

/** The conditions under which Node takes a target for an `import`; it takes the first that holds, in the order of the file. */
const conditions: readonly string[] = ["node-addons", "node", "import", "module-sync", "default"];

/** https://nodejs.org/api/esm.html#resolution-algorithm-specification, PACKAGE_TARGET_RESOLVE, for what has no pattern. */
function targetOf(target: unknown): string | undefined {
  if (typeof target === "string") return target;
  if (Array.isArray(target)) return target.map(targetOf).find((each) => each !== undefined);
  if (!isObject(target)) return undefined;
  return Object.entries(target)
    .filter(([condition]) => conditions.includes(condition))
    .map(([, inner]) => targetOf(inner))
    .find((each) => each !== undefined);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
