import { openOpsServer } from "./operations/ops-server.ts";
import type { ReadinessCheck } from "./operations/readiness.ts";
import type { ProcessContext } from "./process-context.ts";

/**
 * Opens health and metrics of a process; first of all its parts, so that they tell the truth while it starts and stops.
 * @returns the base URL.
 * @throws RaeError `port-in-use` or `config-invalid`.
 */
export async function openOpsPart(
  { config, clock, logger, metrics, stack }: ProcessContext,
  defaultPort: number,
  checks: readonly ReadinessCheck[],
): Promise<string> {
  const { host, port = defaultPort } = config.ops;
  const server = await openOpsServer({ host, port, checks, clock, logger, metrics });
  return stack.use("operations", server).url;
}
