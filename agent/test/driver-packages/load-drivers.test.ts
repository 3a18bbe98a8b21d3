import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { systemClock } from "@rae/kit";
import { afterEach, expect, test } from "vitest";
import { loadDrivers } from "../../src/driver-packages/load-drivers.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder as of a configuration, with files by path. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "rae-drivers-"));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const driver = (name: string, more = "") =>
  `{ contractVersion: 1, name: "${name}", needs: "bytes", checkSettings() {}, open() {} ${more} }`;
const load = (names: string[], files: Readonly<Record<string, string>>) =>
  loadDrivers({ drivers: names }, join(folderWith(files), "agent.yaml"), systemClock, () => {});
const namesOf = ({ drivers }: Awaited<ReturnType<typeof load>>) => drivers.map(({ name }) => name);

test.each([
  ["by its exports", `"exports": "./lib/tv.js"`],
  ["by a condition", `"exports": { ".": { "types": "./x.d.ts", "import": "./lib/tv.js" } }`],
  ["by conditions in conditions", `"exports": { "node": { "default": "./lib/tv.js" } }`],
  ["by its main", `"main": "lib/tv.js"`],
])("an installed package is found by name, its file %s", async (_name, entry) => {
  const loaded = await load(["@acme/tv"], {
    "node_modules/@acme/tv/package.json": `{ "name": "@acme/tv", "type": "module", ${entry} }`,
    "node_modules/@acme/tv/lib/tv.js": `export const acmeTv = ${driver("acme-tv")};`,
  });
  expect(loaded.faults).toEqual([]);
  expect(namesOf(loaded)).toEqual(["acme-tv"]);
});

test("a path is a file or a package's folder, counted from the configuration's", async () => {
  const loaded = await load(["./one.mjs", "./two"], {
    "one.mjs": `export const one = ${driver("one")}; export const another = ${driver("other")};`,
    "two/package.json": `{ "type": "module", "exports": "./index.js" }`,
    "two/index.js": `export default ${driver("two")};`,
  });
  expect(loaded.faults).toEqual([]);
  expect(namesOf(loaded).toSorted()).toEqual(["one", "other", "two"]);
});

test("what is missing is named, and what to do", async () => {
  const { faults } = await load(["@acme/tv", "./tv.js"], {});
  expect(faults).toEqual([
    `/drivers/0 @acme/tv cannot be found: it is not installed for ${folders[0]}: run "npm install @acme/tv" there`,
    `/drivers/1 ./tv.js cannot be found: there is no ${folders[0]}/tv.js`,
  ]);
});

test.each([
  ["throws", `throw new Error("no licence");`, "cannot be loaded: no licence; its author"],
  ["needs what is not there", `import "left-pad-2";`, "cannot be loaded: Cannot find package"],
  ["exports nothing", "export {};", "exports no driver: its author makes one by `defineDriver`"],
  ["exports other things", "export const open = () => {};", "exports no driver"],
  [
    "is of a newer contract",
    `export const tv = ${driver("tv", ", contractVersion: 2")};`,
    'exports a driver "tv" for version 2 of the driver contract, and this agent knows version 1: update the agent',
  ],
  [
    "says no contract",
    `export const tv = ${driver("tv", ", contractVersion: undefined")};`,
    'exports a driver "tv" for no version of the driver contract, and this agent knows version 1: install a newer',
  ],
  [
    "cares by a step that there is not",
    `export const tv = ${driver("tv", `, care: { check: [{ capability: "power", command: "purr" }] }`)};`,
    'exports a driver "tv" that cannot care for its devices: check step 1 power.purr: there is no command power.purr; its author',
  ],
  [
    "has no proper name",
    `export const tv = ${driver("Acme TV")};`,
    'exports a driver "Acme TV", and a name has lower-case letters',
  ],
  [
    "needs a link that there is not",
    `export const tv = ${driver("tv", ', needs: "usb"')};`,
    'exports a driver "tv" that needs a link of kind usb, which there is not; there are bytes, http',
  ],
  [
    "checks no settings",
    `export const tv = ${driver("tv", ", checkSettings: undefined")};`,
    'exports a driver "tv" that has no function `checkSettings`',
  ],
  [
    "takes a name of ours",
    `export const tv = ${driver("roku-ecp")};`,
    'exports a driver "roku-ecp", and Rae itself has one of that name: leave one out',
  ],
])("a package that %s is refused with whose mistake it is", async (_name, text, fault) => {
  const loaded = await load(["./tv.mjs"], { "tv.mjs": text });
  expect(loaded.faults).toEqual([expect.stringContaining(`/drivers/0 ./tv.mjs ${fault}`)]);
  expect(loaded.drivers).toEqual([]);
});

test("two packages with a driver of one name are told of each other", async () => {
  const loaded = await load(["./a.mjs", "./b.mjs"], {
    "a.mjs": `export const tv = ${driver("tv")};`,
    "b.mjs": `export const tv = ${driver("tv")};`,
  });
  expect(namesOf(loaded)).toEqual(["tv"]);
  expect(loaded.faults).toEqual([
    '/drivers/1 ./b.mjs exports a driver "tv", and ./a.mjs has one of that name: leave one out',
  ]);
});
