import { join, resolve } from "node:path";

const root = join(import.meta.dirname, "..", "..");

/** Where engines come from and where `npm run engines` keeps their data. */
export interface EnginesConfig {
  /** Downloaded engines, by name and version. */
  readonly enginesDir: string;
  /** Data of `npm run engines`. */
  readonly dataDir: string;
  readonly javaHome: string | undefined;
}

export function loadEnginesConfig(): EnginesConfig {
  return {
    enginesDir: resolve(process.env.RAE_ENGINES_DIR || join(root, ".engines")),
    dataDir: join(resolve(process.env.RAE_DATA_DIR || join(root, "data")), "engines"),
    javaHome: process.env.JAVA_HOME || undefined,
  };
}
