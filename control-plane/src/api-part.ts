import { openAdminToken } from "./admin-token.ts";
import type { ApiOptions } from "./api/api-options.ts";
import { type ApiServer, openApi } from "./api/server.ts";
import { dataFiles } from "./config.ts";
import { readHttpTls } from "./http-tls.ts";
import type { ProcessContext } from "./process-context.ts";

/**
 * Opens the api on the stores as a part of a process, with the token of the data folder.
 * @throws RaeError as `openApi`, `readHttpTls` and `openAdminToken` do.
 */
export async function openApiPart(
  { config, clock, logger, metrics, stack }: ProcessContext,
  parts: Pick<
    ApiOptions,
    "log" | "view" | "history" | "leaseStore" | "accessStore" | "accessBook" | "readiness"
  >,
): Promise<ApiServer> {
  const { host, port, behindProxy, documentation } = config.http;
  const token = await openAdminToken(dataFiles(config.dataDir).token);
  const tls = readHttpTls(config.http);
  const listening = { host, port, behindProxy, documentation };
  const options = { ...parts, ...listening, token, clock, logger, metrics };
  const leasePolicy = config.leases;
  return stack.use(
    "api",
    await openApi({ ...options, leasePolicy, ...(tls === undefined ? {} : { tls }) }),
  );
}
