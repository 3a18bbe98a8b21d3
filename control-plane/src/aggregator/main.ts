#!/usr/bin/env node
/** `rae-aggregator`: folds the log into fleet view and history, as a process of its own. */
import { aggregatorPart } from "../aggregator-part.ts";
import { openLog } from "../open-stores.ts";
import { historyReadiness, logReadiness, viewReadiness } from "../operations/store-readiness.ts";
import { openOpsPart } from "../ops-part.ts";
import { commonUsage, runProgram } from "../program.ts";
import { openWatchedStores } from "../watched-stores.ts";

const defaultOpsPort = 9465;

await runProgram({
  name: "rae-aggregator",
  usage: `rae-aggregator: folds the log into the fleet view and the history.

  rae-aggregator     runs until SIGTERM or SIGINT; as many as you like share the log's partitions
${commonUsage}
It needs log, view and history. Health and metrics: ops.port (default ${defaultOpsPort}).
`,
  async open(context) {
    const aggregator = aggregatorPart(context);
    const log = openLog(context);
    const { view, history, checks } = openWatchedStores(context);
    const ops = await openOpsPart(context, defaultOpsPort, [
      logReadiness(log),
      viewReadiness(view),
      historyReadiness(history),
      ...checks,
      aggregator.check,
    ]);
    aggregator.open({ log, view, history });
    return { ops };
  },
});
