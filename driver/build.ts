/**
 * Writes `dist/`, the package that partners install: JavaScript and declarations that need nothing of Rae besides, and a
 * `package.json` of its own, since in the repository the exports are the sources. `npm pack ./driver/dist` makes the tarball.
 */
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type OutputChunk } from "rolldown";
import { dts } from "rolldown-plugin-dts";

const entries = { index: "index.ts", http: "http/index.ts", testing: "testing/index.ts" };
const repository = join(import.meta.dirname, "..");
const output = join(import.meta.dirname, "dist");

const { output: written } = await build({
  input: Object.fromEntries(
    Object.entries(entries).map(([name, path]) => [name, join(import.meta.dirname, "src", path)]),
  ),
  platform: "node",
  // Whatever is left of these after the bundling, the package would need.
  external: /^(?!@rae\/)[@a-z]/,
  // Loading a module does nothing by itself, so that logger and YAML of `@rae/kit` stay away.
  treeshake: { moduleSideEffects: false },
  plugins: [dts({ tsconfig: join(import.meta.dirname, "tsconfig.build.json") })],
  output: { dir: output, format: "esm", cleanDir: true },
});

const foreign = written
  .filter((file): file is OutputChunk => file.type === "chunk")
  .flatMap(({ code }) => [...code.matchAll(/^import (?:.* from )?"(.+?)"|\bimport\("(.+?)"\)/gm)])
  .map(([, whole, type]) => whole ?? type ?? "")
  .filter((specifier) => !/^(\.\/|node:|typebox($|\/))/.test(specifier));
if (foreign.length > 0) throw new Error(`the package would need ${foreign.join(", ")}`);

interface Manifest extends Readonly<Record<"name" | "version" | "type" | "license", string>> {
  readonly dependencies: { readonly typebox: string };
  readonly devDependencies: { readonly "@lydell/node-pty": string };
}
const manifest: Manifest = JSON.parse(
  readFileSync(join(import.meta.dirname, "package.json"), "utf8"),
);
const { name, version, type, license, dependencies, devDependencies } = manifest;
const entry = (file: string) => ({ types: `./${file}.d.ts`, default: `./${file}.js` });
const packed = {
  ...{ name, version, type, license },
  description: "Write a driver for a device of your own, and let Rae's agent run it",
  engines: { node: ">=24" },
  exports: { ".": entry("index"), "./http": entry("http"), "./testing": entry("testing") },
  dependencies: { typebox: dependencies.typebox },
  // Only `openSerialPort` of the testing entry loads it.
  peerDependencies: { "@lydell/node-pty": devDependencies["@lydell/node-pty"] },
  peerDependenciesMeta: { "@lydell/node-pty": { optional: true } },
};
writeFileSync(join(output, "package.json"), `${JSON.stringify(packed, null, 2)}\n`);
/** Documents of the package by their place in the repository; links between them lead to the package's own. */
const documents: Readonly<Record<string, string>> = {
  "driver/README.md": "README.md",
  "docs/driver-guide.md": "driver-guide.md",
  "protocol/README.md": "protocol.md",
};
for (const [path, file] of Object.entries(documents)) {
  const text = readFileSync(join(repository, path), "utf8");
  const linked = text.replace(/\]\(\.\.\/([^)#]+)/g, (link, to) => {
    const own = Object.hasOwn(documents, to) ? documents[to] : undefined;
    return own === undefined ? link : `](${own}`;
  });
  writeFileSync(join(output, file), linked);
}
copyFileSync(join(repository, "LICENSE"), join(output, "LICENSE"));
