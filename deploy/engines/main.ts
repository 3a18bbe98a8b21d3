/** `npm run engines`: real Kafka, Cassandra and Redis on loopback, until Ctrl-C. */
import { type Running, runProcess, systemClock } from "@rae/kit";
import { type EnginesCommand, enginesOptions, parseEnginesCommand, usage } from "./command.ts";
import { loadEnginesConfig } from "./config.ts";
import { writeControlPlaneFile } from "./control-plane-file.ts";
import type { Engine } from "./engine-process.ts";
import { openEngines } from "./open-engines.ts";

const drainTimeoutMs = 60_000;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
}

async function endOf({ name, folder, ended }: Engine): Promise<never> {
  await ended;
  throw new Error(`${name} ended; ${folder}/engine.log says why`);
}

async function start(command: EnginesCommand): Promise<Running> {
  const { dataDir } = loadEnginesConfig();
  const engines = await openEngines({ dataDir, say, ...enginesOptions(command) });
  for (const { name, address, pid, folder } of engines.all) {
    say(`${name.padEnd(15)} ${address.padEnd(16)} pid ${String(pid).padEnd(8)} ${folder}`);
  }
  const file = writeControlPlaneFile(engines, dataDir);
  say("Rae on them:");
  for (const words of ["rae-control-plane create-topics", "rae-control-plane apply-schema"]) {
    say(`  npx ${words} --config ${file}`);
  }
  say(`  npx rae-control-plane --config ${file}`);
  say("Ctrl-C stops them.");
  return { close: () => engines.close(), failed: Promise.race(engines.all.map(endOf)) };
}

function commandOrExit(): EnginesCommand | undefined {
  try {
    return parseEnginesCommand(process.argv.slice(2));
  } catch (error) {
    complain(error);
    return process.exit(1);
  }
}

const command = commandOrExit();
if (command === undefined) say(usage);
else {
  await runProcess(() => start(command), {
    clock: systemClock,
    drainTimeoutMs,
    onError: complain,
  });
}
