/** Writes `src/gen/rae.js` and `src/gen/rae.d.ts` from the `.proto` files. `--check` fails if they are stale. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import cli from "protobufjs-cli";

const protoFolder = join(import.meta.dirname, "rae", "v1");
const genFolder = join(import.meta.dirname, "src", "gen");
const check = process.argv.includes("--check");

const target = check ? mkdtempSync(join(tmpdir(), "rae-gen-")) : genFolder;
const script = join(target, "rae.js");
const declarations = join(target, "rae.d.ts");
const protos = readdirSync(protoFolder)
  .filter((name) => name.endsWith(".proto"))
  .sort()
  .map((name) => join(protoFolder, name));

const pbjs = promisify(cli.pbjs.main);
const pbts = promisify(cli.pbts.main);
await pbjs([
  ...["--target", "static-module", "--wrap", "es6", "--es6", "--force-number"],
  ...[
    "--no-create",
    "--no-verify",
    "--no-convert",
    "--no-delimited",
    "--no-service",
    "--no-typeurl",
  ],
  ...["--out", script, ...protos],
]);
await pbts(["--out", declarations, script]);

if (check) {
  const stale = ["rae.js", "rae.d.ts"].filter(
    (name) =>
      readFileSync(join(target, name), "utf8") !== readFileSync(join(genFolder, name), "utf8"),
  );
  rmSync(target, { recursive: true });
  if (stale.length > 0) {
    process.stderr.write(`generated code is stale: ${stale.join(", ")}; type npm run generate\n`);
    process.exit(1);
  }
}
