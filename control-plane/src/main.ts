#!/usr/bin/env node
/** `rae-control-plane`: gateway, aggregator and api in one process; and what is done by hand. */
import { openAllInOne } from "./all-in-one.ts";
import { dataFiles } from "./config.ts";
import { deadLettersCommand, deadLettersUsage } from "./dead-letters-command.ts";
import {
  applySchemaCommand,
  createTopicsCommand,
  engineCommandsUsage,
  rebuildViewCommand,
} from "./engine-commands.ts";
import { issueBoxCertificate } from "./pki/pki.ts";
import { behindProxyUsage, commonUsage, type ProgramCommand, runProgram } from "./program.ts";
import { UsageError } from "./usage-error.ts";

const issueCert: ProgramCommand = {
  async run(config, [boxId, ...rest]) {
    if (boxId === undefined || rest.length > 0) throw new UsageError("issue-cert takes one box id");
    const issued = await issueBoxCertificate(dataFiles(config.dataDir).pki, boxId);
    process.stdout.write(`${issued.certFile}\n${issued.keyFile}\n`);
  },
};

await runProgram({
  name: "rae-control-plane",
  usage: `rae-control-plane: takes in what lab boxes say, keeps the fleet view and the history, and offers both by REST.

  rae-control-plane                      runs gateway, aggregator and api until SIGTERM or SIGINT
  rae-control-plane issue-cert BOX_ID    makes the certificate of a box under <dataDir>/pki/boxes
${engineCommandsUsage}${deadLettersUsage}
${behindProxyUsage}${commonUsage}
Variables that win over the file: RAE_HTTP_PORT, RAE_MQTT_PORT, RAE_DATA_DIR, RAE_LOG_LEVEL, and those of the engines.
`,
  commands: {
    "issue-cert": issueCert,
    "create-topics": createTopicsCommand,
    "apply-schema": applySchemaCommand,
    "rebuild-view": rebuildViewCommand,
    "dead-letters": deadLettersCommand,
  },
  open: openAllInOne,
});
