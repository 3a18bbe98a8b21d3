/** `npm start`: spawns the control plane, a simulated lab and one agent, as a user would, and says where to look. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type ChildProgram,
  CloseStack,
  type Running,
  runProcess,
  sleep,
  spawnProgram,
  systemClock,
  withDeadline,
} from "@rae/kit";
import { childEnvironment, type DemoConfig, loadDemoConfig } from "./config.ts";
import { agentYaml, assets, scenarioYaml } from "./lab-box.ts";

const root = join(import.meta.dirname, "..", "..");
const programs = {
  controlPlane: join(root, "control-plane", "src", "main.ts"),
  agent: join(root, "agent", "src", "main.ts"),
  simulator: join(root, "simulator", "src", "main.ts"),
};
const readyTimeoutMs = 10_000;
const stopTimeoutMs = 12_000;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Spawns a program whose end is part of ours. */
function startProgram(
  stack: CloseStack,
  name: string,
  script: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  onErrorLine: (line: string) => void = complain,
): ChildProgram {
  const program = spawnProgram({ name, script, args, environment, onErrorLine });
  stack.push(name, () => program.stop(stopTimeoutMs));
  return program;
}

/** The same, and waits until it is ready. Why it cannot start is told by the error alone. */
async function startReady(
  stack: CloseStack,
  name: string,
  script: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<ChildProgram> {
  const held: string[] = [];
  let tell = (line: string): void => void held.push(line);
  const program = startProgram(stack, name, script, args, environment, (line) => tell(line));
  await program.ready(readyTimeoutMs);
  tell = complain;
  held.forEach(complain);
  return program;
}

function issueCertificate(config: DemoConfig, environment: NodeJS.ProcessEnv): void {
  const issued = spawnSync(process.execPath, [programs.controlPlane, "issue-cert", config.boxId], {
    env: environment,
    encoding: "utf8",
    timeout: readyTimeoutMs,
  });
  if (issued.status !== 0) throw new Error(issued.stderr.trim());
}

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
async function endOf(program: ChildProgram): Promise<never> {
  const code = await program.ended;
  throw new Error(
    `the ${program.name} ended ${code === null ? "by a signal" : `with code ${code}`}`,
  );
}

async function start(): Promise<Running> {
  const config = loadDemoConfig();
  const environment = childEnvironment(config);
  const demoDir = join(config.dataDir, "demo");
  mkdirSync(demoDir, { recursive: true });
  const agentFile = join(demoDir, "agent.yaml");
  const scenarioFile = join(demoDir, "lab.yaml");
  writeFileSync(agentFile, agentYaml(config));
  writeFileSync(scenarioFile, scenarioYaml(config));

  const stack = new CloseStack();
  let failed: Promise<never>;
  try {
    issueCertificate(config, environment);
    const controlPlane = await startReady(
      stack,
      "control plane",
      programs.controlPlane,
      [],
      environment,
    );
    const lab = await startReady(
      stack,
      "simulator",
      programs.simulator,
      ["--scenario", scenarioFile],
      environment,
    );
    // The agent has no moment of being ready: it records from its start on, with or without a gateway.
    const agent = startProgram(
      stack,
      "agent",
      programs.agent,
      ["--config", agentFile],
      environment,
    );
    failed = Promise.race([controlPlane, lab, agent].map(endOf));
    // Whoever waits for it later must not come too late for the runtime.
    failed.catch(() => {});
    await Promise.race([
      withDeadline(systemClock, readyTimeoutMs, "finding the devices", (signal) =>
        devicesSeen(config, signal),
      ),
      failed,
    ]);
    say(
      `Started: ${[controlPlane, lab, agent].map(({ name, pid }) => `${name} (pid ${pid})`).join(", ")}.`,
    );
  } catch (error) {
    await stack.close();
    throw error;
  }
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
  return { failed, close: () => stack.close() };
}

await runProcess(start, {
  clock: systemClock,
  drainTimeoutMs: 3 * stopTimeoutMs,
  onError: (error) => complain(error instanceof Error ? error.message : String(error)),
});
