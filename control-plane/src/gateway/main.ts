#!/usr/bin/env node
/** `rae-gateway`: the MQTT server as a process of its own. */
import { gatewayPart } from "../gateway-part.ts";
import { openLog } from "../open-stores.ts";
import { logReadiness } from "../operations/store-readiness.ts";
import { openOpsPart } from "../ops-part.ts";
import { commonUsage, runProgram } from "../program.ts";

const defaultOpsPort = 9464;

await runProgram({
  name: "rae-gateway",
  usage: `rae-gateway: takes what lab boxes say onto the log, and takes commands from the log to the boxes.

  rae-gateway        runs until SIGTERM or SIGINT; as many as you like, each on ports of its own
${commonUsage}
It needs the log, and <dataDir>/pki, the same for all gateways. Health and metrics: ops.port (default ${defaultOpsPort}).
`,
  async open(context) {
    const gateway = gatewayPart(context);
    const log = openLog(context);
    const ops = await openOpsPart(context, defaultOpsPort, [logReadiness(log), ...gateway.checks]);
    const { port, gatewayId } = await gateway.open(log);
    return { mqttPort: port, gatewayId, ops };
  },
});
