import { join, resolve } from "node:path";

/** Where the demo's parts lie; the same variables move the programs that it spawns. */
export interface DemoConfig {
  readonly dataDir: string;
  readonly httpPort: number;
  readonly mqttPort: number;
  readonly simulatorPort: number;
  readonly boxId: string;
}

function portOf(name: string, fallback: number): number {
  const text = process.env[name];
  if (text === undefined || text === "") return fallback;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error(`${name} is "${text}"; it takes a port from 1 to 65535`);
  }
  return port;
}

/** @throws Error with a sentence for a person if a variable is not usable. */
export function loadDemoConfig(): DemoConfig {
  return {
    dataDir: resolve(process.env.RAE_DATA_DIR || join(import.meta.dirname, "..", "..", "data")),
    httpPort: portOf("RAE_HTTP_PORT", 8080),
    mqttPort: portOf("RAE_MQTT_PORT", 8883),
    simulatorPort: portOf("RAE_SIMULATOR_PORT", 8090),
    boxId: "demo-box",
  };
}

/** The environment for the programs: ours, with the demo's choices made explicit. */
export function childEnvironment(config: DemoConfig): NodeJS.ProcessEnv {
  return {
    ...process.env,
    RAE_DATA_DIR: config.dataDir,
    RAE_HTTP_PORT: String(config.httpPort),
    RAE_MQTT_PORT: String(config.mqttPort),
    RAE_SIMULATOR_PORT: String(config.simulatorPort),
    RAE_LOG_LEVEL: process.env.RAE_LOG_LEVEL || "warn",
  };
}
