import { existsSync, mkdtempSync, rmdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Findings } from "./findings.ts";

/** Finds a data folder that cannot be written to, or made; for a moment makes a folder in it. */
export function checkDataFolder(dataDir: string, findings: Findings): void {
  let folder = dataDir;
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  try {
    rmdirSync(mkdtempSync(join(folder, ".rae-check-")));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const what = folder === dataDir ? "cannot be written to" : `cannot be made in ${folder}`;
    findings.fault(`/dataDir ${dataDir} ${what} (${reason})`);
  }
}
