import type { SharedEngines } from "../../harness/engines.ts";
import type { BenchRow } from "../row.ts";
import type { EngineProcess } from "./engine-usage.ts";

/** What a section works with: engines that others of the run have used before, and a folder for its files. */
export interface BenchSetting {
  readonly engines: SharedEngines;
  readonly engineProcesses: readonly EngineProcess[];
  readonly folder: string;
  /** Where the figures that are kept lie. */
  readonly resultsDir: string;
}

export interface SectionResult {
  readonly rows: readonly BenchRow[];
  /** The raw figures. */
  readonly raw: unknown;
}
