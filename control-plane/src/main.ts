#!/usr/bin/env node
/** `rae-control-plane`: gateway, aggregator and api in one process; and what is done by hand. */
import { openAllInOne } from "./all-in-one.ts";
import { deadLettersCommand, deadLettersUsage } from "./dead-letters-command.ts";
import {
  applySchemaCommand,
  createTopicsCommand,
  engineCommandsUsage,
  rebuildViewCommand,
} from "./engine-commands.ts";
import { issueCertCommand, issueCertUsage } from "./issue-cert-command.ts";
import { behindProxyUsage, commonUsage, runProgram } from "./program.ts";
import { tokensCommand, tokensUsage } from "./tokens-command.ts";

await runProgram({
  name: "rae-control-plane",
  usage: `rae-control-plane: takes in what lab boxes say, keeps the fleet view and the history, and offers both by REST.

  rae-control-plane                      runs gateway, aggregator and api until SIGTERM or SIGINT
${issueCertUsage}${tokensUsage}${engineCommandsUsage}${deadLettersUsage}
${behindProxyUsage}${commonUsage}
Variables that win over the file: RAE_HTTP_PORT, RAE_MQTT_PORT, RAE_DATA_DIR, RAE_LOG_LEVEL, and those of the engines.
`,
  commands: {
    "issue-cert": issueCertCommand,
    "create-topics": createTopicsCommand,
    "apply-schema": applySchemaCommand,
    "rebuild-view": rebuildViewCommand,
    "dead-letters": deadLettersCommand,
    tokens: tokensCommand,
  },
  open: openAllInOne,
});
