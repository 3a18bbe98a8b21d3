/**
 * `npm start`: spawns the control plane, a simulated lab and one agent, as a user would, and says where to look.
 * With `--engines`, as in `npm run start:engines`, the control plane is three programs on real Kafka, Cassandra and Redis.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CloseStack,
  makePrivateFolder,
  type Running,
  runProcess,
  sleep,
  systemClock,
  withDeadline,
  writePrivateFile,
} from "@rae/kit";
import { type EnginesCommand, parseEnginesCommand, usage } from "../engines/command.ts";
import { childEnvironment, type DemoConfig, loadDemoConfig } from "./config.ts";
import { startOnEngines, startOnSqlite } from "./control-plane.ts";
import { complain, type DemoPart, DemoPrograms, say, scripts } from "./demo-programs.ts";
import { agentYaml, assets, scenarioYaml } from "./lab-box.ts";

const drainTimeoutMs = 60_000;

/** Resolves when REST shows every simulated device online. */
async function devicesSeen(config: DemoConfig, signal: AbortSignal): Promise<void> {
  const token = readFileSync(join(config.dataDir, "token"), "utf8").trim();
  for (const asset of assets) {
    const url = `http://127.0.0.1:${config.httpPort}/v1/devices/${asset}`;
    for (;;) {
      const response = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal });
      const device = (await response.json()) as { state?: string };
      if (device.state === "online") break;
      await sleep(systemClock, 100, signal);
    }
  }
}

/** Rejects when the program ends. */
async function endOf({ name, ended }: DemoPart): Promise<never> {
  const code = await ended;
  throw new Error(`the ${name} ended ${code === null ? "by a signal" : `with code ${code}`}`);
}

async function start(enginesCommand: EnginesCommand | undefined): Promise<Running> {
  const config = loadDemoConfig();
  const demoDir = join(config.dataDir, "demo");
  makePrivateFolder(demoDir);
  const agentFile = join(demoDir, "agent.yaml");
  const scenarioFile = join(demoDir, "lab.yaml");
  writePrivateFile(agentFile, agentYaml(config));
  writePrivateFile(scenarioFile, scenarioYaml(config));
  const readyTimeoutMs = enginesCommand === undefined ? 10_000 : 60_000;

  const stack = new CloseStack();
  const programs = new DemoPrograms(stack, childEnvironment(config), readyTimeoutMs);
  let failed: Promise<never>;
  try {
    programs.run("issue-cert", config.boxId, "--create-authority");
    const controlPlane = await (enginesCommand === undefined
      ? startOnSqlite(programs)
      : startOnEngines(stack, programs, config.dataDir, enginesCommand));
    const lab = await programs.startReady("simulator", scripts.simulator, [
      ...["--scenario", scenarioFile],
    ]);
    const agent = await programs.startReady("agent", scripts.agent, ["--config", agentFile]);
    const started = [...controlPlane, lab, agent];
    failed = Promise.race(started.map(endOf));
    // Whoever waits for it later must not come too late for the runtime.
    failed.catch(() => {});
    await Promise.race([
      withDeadline(systemClock, readyTimeoutMs, "finding the devices", (signal) =>
        devicesSeen(config, signal),
      ),
      failed,
    ]);
    say(`Started: ${started.map(({ name, pid }) => `${name} (pid ${pid})`).join(", ")}.`);
  } catch (error) {
    return await stack.closeFor(error);
  }
  tellWhereToLook(config);
  return { failed, close: () => stack.close() };
}

function tellWhereToLook(config: DemoConfig): void {
  const rest = `http://127.0.0.1:${config.httpPort}`;
  const token = join(config.dataDir, "token");
  const authorization = `-H "Authorization: Bearer $(cat ${token})"`;
  say(
    `Rae is running. REST: ${rest}   token: ${token}   simulator: http://127.0.0.1:${config.simulatorPort}`,
  );
  say("Try:");
  say(`  curl ${authorization} ${rest}/v1/devices`);
  say(
    `  curl ${authorization} -H 'Content-Type: application/json' -H 'Prefer: wait=10' -d '{"capability":"power","command":"on","parameters":{}}' ${rest}/v1/devices/tv-living-room/commands`,
  );
  say(`  curl -N ${authorization} ${rest}/v1/events`);
  say("Ctrl-C stops it.");
}

/** What was asked for; ends the process if that is help, or not understood. */
function enginesCommandOrExit(): EnginesCommand | undefined {
  const [choice, ...args] = process.argv.slice(2);
  if (choice !== "--engines") return undefined;
  try {
    const command = parseEnginesCommand(args);
    if (command === undefined) {
      say(usage);
      process.exit(0);
    }
    if (command.only.length < 3) throw new Error("the demo takes all engines: leave --only out");
    return command;
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    return process.exit(1);
  }
}

const enginesCommand = enginesCommandOrExit();
await runProcess(() => start(enginesCommand), {
  clock: systemClock,
  drainTimeoutMs,
  onError: (error) => complain(error instanceof Error ? error.message : String(error)),
});
