#!/usr/bin/env node
/** `rae-api`: REST and the event stream as a process of its own. */
import { openAccessPart } from "../access-part.ts";
import { openApiPart } from "../api-part.ts";
import { openHistory, openLeaseStore, openLog, openView, watchClock } from "../open-stores.ts";
import { logReadiness } from "../operations/store-readiness.ts";
import { behindProxyUsage, commonUsage, runProgram } from "../program.ts";

await runProgram({
  name: "rae-api",
  usage: `rae-api: answers for the fleet by REST, and takes commands.

  rae-api            runs until SIGTERM or SIGINT; as many as you like, each with the whole fleet in memory
${behindProxyUsage}${commonUsage}
It needs log, view, history and the stores of leases and access, and <dataDir>/token, the same for all of them. Health and metrics are among its routes.
`,
  async open(context) {
    const stores = {
      log: openLog(context),
      view: openView(context),
      history: openHistory(context),
      leaseStore: openLeaseStore(context),
    };
    const { check, ...access } = openAccessPart(context);
    const readiness = [logReadiness(stores.log), check, watchClock(context, stores.history)];
    const { url } = await openApiPart(context, { ...stores, ...access, readiness });
    return { http: url };
  },
});
