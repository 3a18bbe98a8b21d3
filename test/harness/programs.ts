import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ChildProgram, type ProgramOptions, spawnProgram } from "@rae/kit";

const root = join(import.meta.dirname, "..", "..");
const scripts = {
  controlPlane: join(root, "control-plane", "src", "main.ts"),
  agent: join(root, "agent", "src", "main.ts"),
};
const readyMs = 20_000;
const stopMs = 15_000;

/** A program that can be killed and started again on the same data, on the same ports. */
export interface Restartable {
  readonly pid: number;
  start(): Promise<void>;
  /** Ends it at once, as a power cut would; resolves when it is gone. */
  crash(): Promise<void>;
  /** Stops it as a person would. @throws if it did not end with code 0. */
  stop(): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  errorLines(): readonly string[];
}

/** A program that `spawn` starts and waits for until it is ready. */
export function restartable(name: string, spawn: () => Promise<ChildProgram>): Restartable {
  let program: ChildProgram | undefined;
  const running = () => {
    if (program === undefined) throw new Error(`the ${name} is not running`);
    return program;
  };
  return {
    get pid() {
      return running().pid;
    },
    async start() {
      program = await spawn();
    },
    async crash() {
      running().kill("SIGKILL");
      await running().ended;
      program = undefined;
    },
    async stop() {
      if (program === undefined) return;
      // A stopped process cannot drain.
      program.kill("SIGCONT");
      await program.stop(stopMs);
      const code = await program.ended;
      const said = program.errorLines().slice(-5).join("\n");
      program = undefined;
      if (code !== 0) throw new Error(`the ${name} ended with code ${code}\n${said}`);
    },
    kill: (signal) => running().kill(signal),
    errorLines: () => running().errorLines(),
  };
}

/** Where boxes connect to, and whose data folder holds their certificates. */
export interface GatewayAddress {
  readonly mqttPort: number;
  readonly dataDir: string;
}

/** The control plane as a process, on ports that it chose at its first start. */
export interface ControlPlaneProgram extends Restartable, GatewayAddress {
  readonly url: string;
  readonly token: string;
  issueCertificate(boxId: string): void;
}

export function controlPlaneProgram(dataDir: string): ControlPlaneProgram {
  let httpPort = 0;
  let mqttPort = 0;
  const environment = () => ({
    RAE_DATA_DIR: dataDir,
    RAE_LOG_LEVEL: "warn",
    RAE_HTTP_PORT: String(httpPort),
    RAE_MQTT_PORT: String(mqttPort),
  });
  const program = restartable("control plane", async () => {
    const child = spawnProgram({
      name: "control plane",
      script: scripts.controlPlane,
      args: [],
      environment: environment(),
    });
    const ready = await child.ready(readyMs);
    httpPort = Number(new URL(String(ready.http)).port);
    mqttPort = Number(ready.mqttPort);
    return child;
  });
  return Object.defineProperties(program, {
    url: { get: () => `http://127.0.0.1:${httpPort}` },
    mqttPort: { get: () => mqttPort },
    token: { get: () => readFileSync(join(dataDir, "token"), "utf8").trim() },
    dataDir: { value: dataDir },
    issueCertificate: {
      value: (boxId: string) => {
        const args = [scripts.controlPlane, "issue-cert", boxId];
        const issued = spawnSync(process.execPath, args, { env: environment(), encoding: "utf8" });
        if (issued.status !== 0) throw new Error(issued.stderr);
      },
    },
  }) as ControlPlaneProgram;
}

/** How the agent is started: from its source if nothing is said. */
export type AgentLaunch = Pick<ProgramOptions, "script" | "environment" | "isExecutable">;

/** What a test says of an agent; the rest is the quick configuration of `agentProgram`. */
export type AgentSettings = Readonly<Record<string, unknown>>;

/**
 * An agent as a process. Probes, keep-alive and grace period are short, so that a test need not wait for what a
 * lab would wait for. `configure` writes the file anew for the next start, or for SIGHUP.
 */
export interface AgentProgram extends Restartable {
  readonly dataDir: string;
  configure(settings: AgentSettings, gatewayPort?: number): void;
}

export function agentProgram(
  controlPlane: GatewayAddress,
  boxId: string,
  dataDir: string,
  launch: AgentLaunch = { script: scripts.agent, environment: {} },
): AgentProgram {
  const configFile = join(dataDir, "agent.yaml");
  const pki = join(controlPlane.dataDir, "pki");
  mkdirSync(dataDir, { recursive: true });
  const program = restartable("agent", async () =>
    spawnProgram({
      name: "agent",
      args: ["--config", configFile],
      ...launch,
    }),
  );
  return Object.assign(program, {
    dataDir,
    configure(settings: AgentSettings, gatewayPort = controlPlane.mqttPort) {
      const gateway = {
        url: `mqtts://127.0.0.1:${gatewayPort}`,
        ca: join(pki, "ca.pem"),
        cert: join(pki, "boxes", `${boxId}.pem`),
        key: join(pki, "boxes", `${boxId}.key`),
        keepAliveS: 2,
        reconnectMaxMs: 1_000,
      };
      const config = {
        boxId,
        gateway,
        dataDir: join(dataDir, "registry"),
        logLevel: "warn",
        probeMs: 500,
        settleMs: 2_000,
        gracePeriodMs: 2_000,
        statusIntervalMs: 1_000,
        ...settings,
      };
      // JSON is YAML, too.
      writeFileSync(configFile, JSON.stringify(config));
    },
  });
}
