import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { RaeError } from "@rae/protocol";
import { type FastifyServerFactory, fastify, LogController } from "fastify";
import type { TokenAuthenticator } from "../access/token-authenticator.ts";
import { requireToken } from "./access/authentication.ts";
import { requireRole } from "./access/authorization.ts";
import type { RouteRule } from "./access/route-config.ts";
import { watchRouteRules } from "./access/route-rules.ts";
import { assignments } from "./access/routes/assignments.ts";
import { createToken } from "./access/routes/create-token.ts";
import { listTokens } from "./access/routes/list-tokens.ts";
import { oneToken } from "./access/routes/one-token.ts";
import { shares } from "./access/routes/shares.ts";
import { tenants } from "./access/routes/tenants.ts";
import { whoAmI } from "./access/routes/who-am-i.ts";
import type { Api, ApiContext } from "./api-context.ts";
import type { ApiMetrics } from "./api-metrics.ts";
import { refuseConnection } from "./api-server.ts";
import type { AuditLog } from "./audit/audit-log.ts";
import { auditRequests } from "./audit/request-audit.ts";
import { addDocumentation, addSchemas } from "./document/documentation.ts";
import { handleErrors, sendError } from "./error-handling.ts";
import { acquireLease } from "./leases/routes/acquire-lease.ts";
import { breakLease } from "./leases/routes/break-lease.ts";
import { getLease } from "./leases/routes/get-lease.ts";
import { listLeases } from "./leases/routes/list-leases.ts";
import { releaseLease } from "./leases/routes/release-lease.ts";
import { renewLease } from "./leases/routes/renew-lease.ts";
import { streamLease } from "./leases/routes/stream-lease.ts";
import { keepForwardedPrefix } from "./requests/forwarded-prefix.ts";
import { readJsonBodies } from "./requests/json-bodies.ts";
import { requestValidator } from "./requests/request-validator.ts";
import { refuseUndocumented } from "./requests/strict-requests.ts";
import { getBox } from "./routes/get-box.ts";
import { getCommand } from "./routes/get-command.ts";
import { getDevice } from "./routes/get-device.ts";
import { getDeviceHistory } from "./routes/get-device-history.ts";
import { getUsage } from "./routes/get-usage.ts";
import { healthz } from "./routes/healthz.ts";
import { listAudit } from "./routes/list-audit.ts";
import { listBoxes } from "./routes/list-boxes.ts";
import { listCapabilities } from "./routes/list-capabilities.ts";
import { listDeviceCommands } from "./routes/list-device-commands.ts";
import { listDeviceLeases } from "./routes/list-device-leases.ts";
import { listDevices } from "./routes/list-devices.ts";
import { matchDevices } from "./routes/match-devices.ts";
import { metrics } from "./routes/metrics.ts";
import { orderHealth } from "./routes/order-health.ts";
import { readyz } from "./routes/readyz.ts";
import { sendCommand } from "./routes/send-command.ts";
import { streamEvents } from "./routes/stream-events.ts";

const routes = [
  listDevices,
  getDevice,
  getDeviceHistory,
  listDeviceCommands,
  listDeviceLeases,
  sendCommand,
  orderHealth,
  getCommand,
  listBoxes,
  getBox,
  listCapabilities,
  acquireLease,
  listLeases,
  getLease,
  renewLease,
  releaseLease,
  breakLease,
  streamLease,
  matchDevices,
  getUsage,
  listAudit,
  streamEvents,
  whoAmI,
  createToken,
  listTokens,
  oneToken,
  tenants,
  shares,
  assignments,
  healthz,
  readyz,
  metrics,
];

const requestIdPattern = /^[A-Za-z0-9._-]{1,64}$/;

export interface AppOptions {
  readonly context: ApiContext;
  readonly audit: AuditLog;
  readonly token: string;
  readonly tokens: TokenAuthenticator;
  readonly version: string;
  readonly behindProxy: boolean;
  /** Whether there are /openapi.json and /docs. */
  readonly documentation: boolean;
  readonly apiMetrics: ApiMetrics;
  readonly createServer: (listener: Parameters<FastifyServerFactory<Server>>[0]) => Server;
  /** Aborts when the api is being closed; requests that still come are refused. */
  readonly closing: AbortSignal;
}

export interface App {
  readonly api: Api;
  /** All routes, with what each of them does. */
  readonly routes: readonly RouteRule[];
}

/** The app with all its routes, not listening. */
export async function buildApp(options: AppOptions): Promise<App> {
  const { context, createServer, closing } = options;
  const api: Api = fastify({
    serverFactory: (listener) => createServer(listener),
    loggerInstance: context.logger,
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: "requestId",
    }),
    genReqId: ({ headers }) => {
      const sent = headers["x-request-id"];
      return typeof sent === "string" && requestIdPattern.test(sent) ? sent : randomUUID();
    },
    bodyLimit: context.limits.bodyBytes,
    // The proxy in front says who asked it; what stands before that, anybody may have written.
    trustProxy: options.behindProxy ? (_address, hop) => hop === 0 : false,
    forceCloseConnections: "idle",
    return503OnClosing: false,
    frameworkErrors: sendError,
    clientErrorHandler: refuseConnection,
  }).withTypeProvider<TypeBoxTypeProvider>();
  api.setValidatorCompiler(requestValidator);
  // Answers are typed by their schemas; that they keep to them is what the tests of the api check.
  api.setSerializerCompiler(() => (data) => JSON.stringify(data));
  api.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id).header("x-content-type-options", "nosniff");
    if (closing.aborted) throw new RaeError("shutting-down", "the server is stopping");
  });
  // A connection that is kept alive would hold up the closing.
  api.addHook("onSend", async (_request, reply) => {
    if (closing.aborted) reply.header("connection", "close");
  });
  requireToken(api, options.token, options.tokens);
  requireRole(api);
  auditRequests(api, options.audit, () => context.clock.nowMs());
  const rules = watchRouteRules(api);
  handleErrors(api);
  readJsonBodies(api);
  refuseUndocumented(api);
  measureRequests(api, options.apiMetrics);
  if (options.behindProxy) keepForwardedPrefix(api);
  addSchemas(api);
  if (options.documentation) await addDocumentation(api, options.version);
  for (const route of routes) route(api, context);
  return { api, routes: rules() };
}

function measureRequests(api: Api, { requestSeconds }: ApiMetrics): void {
  api.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "none";
    const labels = { method: request.method, route, status: String(reply.statusCode) };
    requestSeconds.observe(labels, reply.elapsedTime / 1000);
    request.log.debug({ ...labels, elapsedMs: reply.elapsedTime }, "request answered");
  });
}
