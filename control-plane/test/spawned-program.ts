import { join } from "node:path";
import { type ChildProgram, spawnProgram } from "@rae/kit";

const sources = join(import.meta.dirname, "..", "src");

/** The programs of the control plane, by name, and their files. */
export const programs = {
  "rae-control-plane": join(sources, "main.ts"),
  "rae-gateway": join(sources, "gateway", "main.ts"),
  "rae-aggregator": join(sources, "aggregator", "main.ts"),
  "rae-api": join(sources, "api", "main.ts"),
} as const;
export type ProgramName = keyof typeof programs;

/** What a program came to. */
export interface Ended {
  readonly code: number | null;
  readonly said: string;
  readonly complained: string;
}

/** Starts a program on a data folder, on any free ports unless told otherwise. */
export function spawnOn(
  name: ProgramName,
  dataDir: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  onLine: (line: string) => void = () => {},
): ChildProgram {
  return spawnProgram({
    ...{ name, args, onLine, script: programs[name] },
    environment: {
      RAE_DATA_DIR: dataDir,
      RAE_HTTP_PORT: "0",
      RAE_MQTT_PORT: "0",
      RAE_OPS_PORT: "0",
      RAE_LOG_LEVEL: "error",
      ...environment,
    },
  });
}

/** Runs a program to its end. */
export async function runOn(
  name: ProgramName,
  dataDir: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const lines: string[] = [];
  const child = spawnOn(name, dataDir, args, environment, (line) => lines.push(line));
  const code = await child.ended;
  return { code, said: lines.join("\n"), complained: child.errorLines().join("\n") };
}
