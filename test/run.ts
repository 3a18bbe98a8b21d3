/**
 * `npm test`: everything that can be proven on this machine. `--fast` leaves out what needs Kafka, Cassandra and Redis. Other
 * arguments are handed to vitest.
 */
import { spawnSync } from "node:child_process";
import { ensureEnginePrograms, ensurePrograms } from "@rae/deploy/engines";
import { mosquittoClients } from "./run/mosquitto-clients.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);

const major = Number(process.versions.node.split(".")[0]);
if (major < 24) {
  say(`Node ${process.versions.node} is too old: the tests need Node 24 or newer.`);
  say("`npm ci` brings it on Linux x64 and arm64; run the tests by `npm test`.");
  process.exit(1);
}

const isFast = process.argv.includes("--fast");
const given = process.argv.slice(2).filter((argument) => argument !== "--fast");
const missing =
  ensurePrograms([mosquittoClients], "the tests", say) ??
  (isFast ? undefined : ensureEnginePrograms({ java: true, redis: true }, say));
if (missing !== undefined) {
  say(missing);
  process.exit(1);
}

const startedMs = performance.now();
const vitest = import.meta.resolve("vitest/package.json").replace("package.json", "vitest.mjs");
const run = (args: readonly string[]) =>
  spawnSync(process.execPath, [new URL(vitest).pathname, "run", ...args, ...given], {
    cwd: new URL("..", import.meta.url).pathname,
    stdio: "inherit",
  });
// The engines take both cores: whatever needs none of them runs before they are started.
const runs = isFast
  ? [["--project", "!engines"]]
  : given.length > 0
    ? [[]]
    : [
        ["--project", "!engines"],
        ["--project", "engines"],
      ];
const failed = runs.map(run).find((end) => end.status !== 0);
const seconds = Math.round((performance.now() - startedMs) / 1000);
if (failed === undefined) {
  say(`${isFast ? "The fast tests" : "All tests"} passed in ${seconds} s.`);
} else {
  const why = failed.error?.message ?? failed.signal ?? `exit code ${failed.status}`;
  say(`The tests failed after ${seconds} s (${why}); the first failure above says where.`);
}
if (isFast)
  say(
    "Left out: what needs Kafka, Cassandra and Redis (project `engines`); `npm test` runs it, too.",
  );
process.exit(failed === undefined ? 0 : (failed.status ?? 1));
