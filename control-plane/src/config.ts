import { join } from "node:path";
import { ConfigError, parseConfig, readYamlFile } from "@rae/kit";
import { contradictions } from "./config-contradictions.ts";
import { withBareHosts } from "./config-hosts.ts";
import { type ControlPlaneConfig, controlPlaneSchema } from "./config-schema.ts";
import { withValue, withVariable, withVariables } from "./config-variables.ts";

/** What the command line says; it wins over file and environment. */
export interface ConfigFlags {
  readonly behindProxy?: boolean | undefined;
}

/**
 * Reads the file (none: defaults), lets the environment and then the flags win, checks and freezes.
 * @throws ConfigError naming every fault, with the variable that is to blame.
 */
export function loadConfig(
  file: string | undefined,
  flags: ConfigFlags = {},
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ControlPlaneConfig {
  const source = file ?? "the control plane's configuration";
  const value = file === undefined ? {} : readYamlFile(file);
  if (value !== null && typeof value !== "object")
    throw new ConfigError(source, ["/ is no object"]);
  const merged = withVariables(value ?? {}, environment);
  const asked = flags.behindProxy
    ? withValue(merged.value, ["http", "behindProxy"], true)
    : merged.value;
  try {
    const config = parseConfig(controlPlaneSchema, withPartitions(withBareHosts(asked)), source);
    const faults = contradictions(config);
    if (faults.length > 0) throw new ConfigError(source, faults);
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(
      source,
      error.faults.map((fault) => withVariable(fault, merged.blamed)),
    );
  }
}

/** The default depends on where the log is. */
function withPartitions(value: Record<string, unknown>): Record<string, unknown> {
  const { log = {} } = value;
  if (log === null || typeof log !== "object" || "partitions" in log) return value;
  return { ...value, log: { ...log, partitions: "kafka" in log ? 12 : 4 } };
}

/** Where the files of the data folder lie. */
export function dataFiles(dataDir: string) {
  return {
    token: join(dataDir, "token"),
    pki: join(dataDir, "pki"),
    log: join(dataDir, "log.sqlite"),
    view: join(dataDir, "view.sqlite"),
    history: join(dataDir, "history.sqlite"),
    leases: join(dataDir, "leases.sqlite"),
    access: join(dataDir, "access.sqlite"),
  };
}
