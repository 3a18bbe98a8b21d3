/** `npm run bench:engines`: what the stream processor does on real Kafka, Redis and Cassandra. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { CloseStack } from "@rae/kit";
import { addressesOf } from "../../chaos/engine-addresses.ts";
import { openEngines } from "../../harness/engines.ts";
import { backlogSection } from "./backlog-section.ts";
import { costSection } from "./cost-section.ts";
import { freshnessSection } from "./freshness-section.ts";
import { gatewaySection } from "./gateway-section.ts";
import { leasesSection } from "./leases-section.ts";
import type { BenchSetting, SectionResult } from "./section.ts";
import { steadySection } from "./steady-section.ts";

type Section = (setting: BenchSetting) => Promise<SectionResult>;

const sections: Readonly<Record<string, Section>> = {
  backlog: backlogSection,
  steady: steadySection,
  cost: costSection,
  freshness: freshnessSection,
  gateway: gatewaySection,
  leases: leasesSection,
};

const root = join(import.meta.dirname, "..", "..", "..");
const asked = process.argv.slice(2);
// What the README shows is of one run.
const resultsDir = asked.length === 0 ? join(root, "docs", "bench") : join(root, "data", "bench");
const unknown = asked.filter((name) => sections[name] === undefined);
if (unknown.length > 0) {
  const known = Object.keys(sections).join(", ");
  process.stderr.write(`there is no benchmark ${unknown.join(", ")}; there are ${known}\n`);
  process.exit(1);
}

const stack = new CloseStack();
const folder = mkdtempSync(join(tmpdir(), "rae-bench-engines-"));
stack.push("folder", () => rmSync(folder, { recursive: true, force: true }));
try {
  const engines = await openEngines({
    dataDir: join(folder, "engines"),
    // As servers with replicas run it.
    cassandra: { commitLog: "periodic", memory: "large" },
    say: (line) => process.stderr.write(`${line}\n`),
  });
  stack.push("engines", () => engines.abandon());
  const results: Record<string, unknown> = {};
  process.stdout.write("| what | figure | command |\n|---|---|---|\n");
  for (const [name, run] of Object.entries(sections)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const engineProcesses = engines.all.map(({ name, pid }) => ({ name, pid }));
    const shared = { engines: addressesOf(engines), engineProcesses };
    const { rows, raw } = await run({ ...shared, folder, resultsDir });
    results[name] = raw;
    for (const { what, figure } of rows) {
      process.stdout.write(`| ${what} | ${figure} | \`npm run bench:engines -- ${name}\` |\n`);
    }
  }
  mkdirSync(resultsDir, { recursive: true });
  const machine = {
    cores: cpus().length,
    model: cpus()[0]?.model,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    at: new Date().toISOString(),
  };
  const file = join(resultsDir, "engines.json");
  writeFileSync(file, `${JSON.stringify({ machine, ...results }, undefined, 1)}\n`);
} finally {
  await stack.close();
}
