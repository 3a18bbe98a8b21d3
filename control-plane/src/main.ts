#!/usr/bin/env node
/** `rae-control-plane`: gateway, aggregator and api in one process; and `issue-cert`. */
import { parseArgs } from "node:util";
import {
  ConfigError,
  createLogger,
  DeadlineExceeded,
  type LogLevel,
  printConfig,
  runProcess,
  systemClock,
} from "@rae/kit";
import { RaeError } from "@rae/protocol";
import { openControlPlane } from "./all-in-one.ts";
import { controlPlaneSchema, dataFiles, loadConfig } from "./config.ts";
import { readHttpTls } from "./http-tls.ts";
import { issueBoxCertificate } from "./pki/pki.ts";

const usage = `rae-control-plane: takes in what lab boxes say, keeps the fleet view and the history, and offers both by REST.

  rae-control-plane                      runs gateway, aggregator and api until SIGTERM or SIGINT
  rae-control-plane issue-cert BOX_ID    makes the certificate of a box under <dataDir>/pki/boxes
  --config FILE                          reads the configuration from a YAML file
  --behind-proxy                         REST may bind another address than loopback, as a proxy in front ends TLS
  --check                                checks the configuration, and ends
  --print-config                         prints the configuration with all defaults, and ends
  --help                                 prints this

Variables that win over the file: RAE_HTTP_PORT, RAE_MQTT_PORT, RAE_DATA_DIR, RAE_LOG_LEVEL.
`;

/** The sentence that a person needs; a bug comes with its stack. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof AggregateError || error instanceof DeadlineExceeded) {
    return `rae-control-plane did not stop cleanly: ${reasonsOf(error).join("; ")}. Nothing that was acknowledged is lost.`;
  }
  if (error instanceof RaeError && error.code !== "internal") {
    return `rae-control-plane: ${error.message} (${error.code}, ${error.fault})`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** What failed, each from the part that tells it down to its cause. */
function reasonsOf(error: unknown): readonly string[] {
  if (error instanceof AggregateError) return error.errors.flatMap(reasonsOf);
  if (!(error instanceof Error)) return [String(error)];
  if (error.cause === undefined) return [error.message];
  return reasonsOf(error.cause).map((reason) => `${error.message}: ${reason}`);
}

function fail(text: string): never {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        config: { type: "string" },
        "behind-proxy": { type: "boolean" },
        "print-config": { type: "boolean" },
        check: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const config = loadConfig(values.config, { behindProxy: values["behind-proxy"] });
  const [verb, boxId, ...rest] = positionals;
  if (verb === "issue-cert") {
    if (boxId === undefined || rest.length > 0) fail(`issue-cert takes one box id\n\n${usage}`);
    const issued = await issueBoxCertificate(dataFiles(config.dataDir).pki, boxId);
    process.stdout.write(`${issued.certFile}\n${issued.keyFile}\n`);
    return;
  }
  if (verb !== undefined) fail(`"${positionals.join(" ")}" is no command\n\n${usage}`);
  if (values["print-config"] || values.check) {
    readHttpTls(config.http);
    if (values["print-config"])
      process.stdout.write(`${printConfig(controlPlaneSchema, config)}\n`);
    return;
  }
  const logger = createLogger("control-plane", config.logLevel as LogLevel);
  await runProcess(
    async () => {
      const running = await openControlPlane(config, { clock: systemClock, logger });
      process.stdout.write(
        `${JSON.stringify({ ready: true, http: running.url, mqttPort: running.mqttPort })}\n`,
      );
      return running;
    },
    {
      clock: systemClock,
      drainTimeoutMs: config.drainTimeoutMs,
      onError: (error) => process.stderr.write(`${explain(error)}\n`),
    },
  );
}

await main().catch((error) => fail(explain(error)));
