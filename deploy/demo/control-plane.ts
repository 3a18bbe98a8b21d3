import { join } from "node:path";
import type { CloseStack } from "@rae/kit";
import { type EnginesCommand, enginesOptions } from "../engines/command.ts";
import { writeControlPlaneFile } from "../engines/control-plane-file.ts";
import { openEngines } from "../engines/open-engines.ts";
import { type DemoPart, type DemoPrograms, say, scripts } from "./demo-programs.ts";

/** Starts the control plane as one program on SQLite. */
export async function startOnSqlite(programs: DemoPrograms): Promise<readonly DemoPart[]> {
  return [await programs.startReady("control plane", scripts.controlPlane, [])];
}

/** Starts real engines, makes topics and tables on them, and runs the control plane's parts as programs of their own. */
export async function startOnEngines(
  stack: CloseStack,
  programs: DemoPrograms,
  dataDir: string,
  command: EnginesCommand,
): Promise<readonly DemoPart[]> {
  const folder = join(dataDir, "engines");
  const engines = await openEngines({ dataDir: folder, say, ...enginesOptions(command) });
  stack.use("engines", engines);
  for (const { name, address, pid } of engines.all) say(`${name}: ${address} (pid ${pid})`);
  const config = ["--config", writeControlPlaneFile(engines, folder)];
  programs.run("create-topics", ...config);
  programs.run("apply-schema", ...config);
  // Two programs of one machine cannot tell their health at one port.
  const anyPort = { RAE_OPS_PORT: "0" };
  return [
    ...engines.all,
    await programs.startReady("gateway", scripts.gateway, config, anyPort),
    await programs.startReady("aggregator", scripts.aggregator, config, anyPort),
    await programs.startReady("api", scripts.api, config),
  ];
}
