import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import type { AgentLaunch } from "./programs.ts";

const folder = join(import.meta.dirname, "..", "..", "agent");

/** Builds the agent as for a box, and tells how it is started there: by itself, with the Node of the path. */
export function buildAgent(): AgentLaunch {
  const built = spawnSync(process.execPath, [join(folder, "build.ts")], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(built.stderr);
  return {
    script: join(folder, "dist", "rae-agent.js"),
    environment: { PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
    isExecutable: true,
  };
}
