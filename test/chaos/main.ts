/** `npm run chaos`: every fault that the platform must bear, at full length; with names of scenarios, these alone. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloseStack } from "@rae/kit";
import { openEngines } from "../harness/engines.ts";
import { longForm } from "./long-form.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => longForm[name] === undefined);
if (unknown.length > 0) {
  const known = Object.keys(longForm).join(", ");
  process.stderr.write(`there is no scenario ${unknown.join(", ")}; there are ${known}\n`);
  process.exit(1);
}
const chosen = Object.entries(longForm).filter(
  ([name]) => asked.length === 0 || asked.includes(name),
);

// Children are ended when this process exits, not when a signal ends it.
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));

const secondsSince = (startMs: number) => Math.round((performance.now() - startMs) / 1000);
const failed: string[] = [];
const startedMs = performance.now();
const stack = new CloseStack();
const folder = mkdtempSync(join(tmpdir(), "rae-chaos-"));
stack.push("folder", () => rmSync(folder, { recursive: true, force: true }));
try {
  say(`scenarios: ${chosen.map(([name]) => name).join(", ")}`);
  say("engines, on loopback: a Kafka broker, Cassandra, Redis; leader-moves starts three brokers");
  const engines = await openEngines({ dataDir: join(folder, "engines"), say });
  stack.push("engines", () => engines.abandon());
  for (const [name, run] of chosen) {
    const beganMs = performance.now();
    try {
      const seen = await run({ engines, folder });
      say(`${name}: held, ${secondsSince(beganMs)} s: ${JSON.stringify(seen)}`);
    } catch (error) {
      failed.push(name);
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
      say(`${name}: FAILED, ${secondsSince(beganMs)} s: ${why}`);
    }
    // What a scenario that failed has left frozen or ended.
    for (const engine of engines.all) {
      if (engine.isRunning) await engine.kill("SIGCONT");
      else await engine.start();
    }
  }
} finally {
  await stack.close();
}
say(
  failed.length === 0
    ? `all held, ${secondsSince(startedMs)} s`
    : `${failed.join(", ")} did not hold, ${secondsSince(startedMs)} s`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
