/** Writes the generated parts of the documents anew: `node test/docs/main.ts`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listFiles } from "../structure/source-tree.ts";
import { withGeneratedParts } from "./generated-parts.ts";

const root = new URL("../..", import.meta.url).pathname;
for (const path of listFiles(root).filter((name) => name.endsWith(".md"))) {
  const text = readFileSync(join(root, path), "utf8");
  const written = withGeneratedParts(text);
  if (written === text) continue;
  writeFileSync(join(root, path), written);
  process.stdout.write(`${path} written\n`);
}
