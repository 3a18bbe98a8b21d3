import { cpus } from "node:os";
import { agentFootprintRows } from "./agent-footprint.ts";
import { commandRows } from "./command.ts";
import { foldRows } from "./fold.ts";
import { freshnessRows } from "./freshness.ts";
import { leaseRows } from "./leases.ts";
import { loadRows } from "./load.ts";
import { newFaceRows } from "./new-face.ts";
import { restRows } from "./rest.ts";
import type { BenchRow } from "./row.ts";

/** Benchmarks by name; `npm run bench -- <name> ...` runs some of them, without a name all. */
const benchmarks: Readonly<Record<string, () => Promise<readonly BenchRow[]>>> = {
  load: loadRows,
  freshness: freshnessRows,
  command: commandRows,
  fold: foldRows,
  rest: restRows,
  agent: agentFootprintRows,
  faces: newFaceRows,
  leases: leaseRows,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => benchmarks[name] === undefined);
if (unknown.length > 0) {
  process.stderr.write(
    `there is no benchmark ${unknown.join(", ")}; there are ${Object.keys(benchmarks).join(", ")}\n`,
  );
  process.exit(1);
}

process.stdout.write(`| what | figure | command | cores |\n|---|---|---|---|\n`);
for (const [name, run] of Object.entries(benchmarks)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  for (const { what, figure } of await run()) {
    const cells = [what, figure, `npm run bench -- ${name}`, String(cpus().length)];
    process.stdout.write(`| ${cells.join(" | ")} |\n`);
  }
}
