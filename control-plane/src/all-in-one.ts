import { openAccessPart } from "./access-part.ts";
import { aggregatorPart } from "./aggregator-part.ts";
import { openApiPart } from "./api-part.ts";
import { gatewayPart } from "./gateway-part.ts";
import { openLeaseStore, openLog } from "./open-stores.ts";
import { logReadiness } from "./operations/store-readiness.ts";
import type { ProcessContext } from "./process-context.ts";
import { openWatchedStores } from "./watched-stores.ts";

/**
 * Gateway, aggregator and api in one process. Opened in the order in which each needs the other and closed in the
 * reverse: the api first, so that nobody asks what is being closed, the log last.
 * @throws RaeError `port-in-use`, `data-unusable`, `certificate-invalid` or `config-invalid`, each with what to do.
 */
export async function openAllInOne(context: ProcessContext) {
  const log = openLog(context);
  const { view, history, checks } = openWatchedStores(context);
  const stores = { log, view, history };
  const aggregator = aggregatorPart(context);
  aggregator.open(stores);
  const gateway = gatewayPart(context);
  const { port } = await gateway.open(log);
  const leaseStore = openLeaseStore(context);
  const { check, ...access } = openAccessPart(context);
  const readiness = [logReadiness(log), ...checks, check, ...gateway.checks, aggregator.check];
  const api = await openApiPart(context, { ...stores, leaseStore, ...access, readiness });
  return { http: api.url, mqttPort: port };
}
