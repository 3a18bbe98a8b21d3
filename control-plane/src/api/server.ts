import { type Closable, CloseStack } from "@rae/kit";
import type { Lease } from "@rae/protocol";
import { TokenAuthenticator } from "../access/token-authenticator.ts";
import { countTroubles } from "../core/box-trouble.ts";
import { listenFailure } from "../core/listen-failure.ts";
import { leaseStoreReadiness } from "../operations/store-readiness.ts";
import type { Asker } from "./access/asker.ts";
import type { RouteRule } from "./access/route-config.ts";
import { Sights } from "./access/sights.ts";
import type { Api } from "./api-context.ts";
import { createApiMetrics } from "./api-metrics.ts";
import { type ApiOptions, defaultApiLimits } from "./api-options.ts";
import { createApiServer } from "./api-server.ts";
import { buildApp } from "./app.ts";
import { AuditLog } from "./audit/audit-log.ts";
import { checkBindAddress } from "./bind-address.ts";
import { CommandDesk } from "./commands/command-desk.ts";
import { DeviceResolver } from "./device-resolver.ts";
import { EventHub, type StandingNotice } from "./events/event-hub.ts";
import { SealedPositions } from "./events/sealed-positions.ts";
import { FleetWatch } from "./fleet-watch.ts";
import { LeaseBook } from "./leases/lease-book.ts";
import { openLeases } from "./leases/lease-context.ts";
import { LeaseFinder } from "./leases/lease-finder.ts";
import { defaultLeasePolicy } from "./leases/lease-policy.ts";
import { expiringFrame } from "./leases/lease-streams.ts";
import { RecordFinder } from "./record-finder.ts";
import { RequestsInFlight } from "./requests-in-flight.ts";

/** Connections that may wait to be taken: a thousand clients come back at once when an api starts again. */
const backlog = 4_096;

const version = "0.1.0";

/** A running api. `close` ends streams and waits, lets requests in flight end, and does not close what it was given. */
export interface ApiServer extends Closable {
  readonly url: string;
  readonly port: number;
  /** What can be asked, and who may. */
  readonly routes: readonly RouteRule[];
}

/**
 * Starts REST and the event stream. It listens at once and answers `view-unavailable` until the fleet has been read.
 * @throws RaeError `config-invalid` if the address may not be bound so, `port-in-use`.
 */
export async function openApi(options: ApiOptions): Promise<ApiServer> {
  checkBindAddress(options);
  const { view, history, log, clock, logger, token, metrics: registry } = options;
  const limits = { ...defaultApiLimits, ...options.limits };
  const closing = new AbortController();
  const stack = new CloseStack();
  const watch = stack.use(
    "fleet watch",
    new FleetWatch({ view, history, clock, logger, tickMs: limits.tickMs }),
  );
  const metrics = createApiMetrics(registry, {
    devices: () => watch.size,
    availability: () => watch.availability(),
    oldestCareSeconds: () => {
      const nowMs = clock.nowMs();
      return Math.max(0, nowMs - (watch.oldestCareMs() ?? nowMs)) / 1_000;
    },
    troubles: () => countTroubles(watch.boxes()),
    viewComplete: () => (view.completeness() === "complete" ? 1 : 0),
  });
  const finder = new RecordFinder(view, history);
  const sights = stack.use(
    "sights",
    new Sights({ records: options.accessBook, watch, clock, logger }),
  );
  const devices = new DeviceResolver(finder);
  const resolve = (device: string, asker: Asker) =>
    devices.findPresent(device, "devices.command", asker);
  const book = new LeaseBook(watch);
  stack.push("lease book", () => book.close());
  const leaseFinder = new LeaseFinder(book, options.leaseStore, history);
  const leaseOf = (leaseId: string, sessionId: string, asker: Asker) =>
    leaseFinder.forCommand(leaseId, sessionId, asker);
  const desk = new CommandDesk({
    ...{ watch, finder, log, clock, logger, limits, metrics, token, resolve, leaseOf },
  });
  const leases = openLeases({
    ...{ book, watch, log, clock, logger, limits, registry, token, sights },
    ...{ store: options.leaseStore, policy: options.leasePolicy ?? defaultLeasePolicy },
    ...{ finder: leaseFinder, commands: desk, records: finder },
  });
  const audit = new AuditLog({ log, clock, logger, registry, appendMs: limits.appendMs });
  const { accessStore, accessBook } = options;
  const tokens = stack.use(
    "tokens",
    new TokenAuthenticator({ book: accessBook, store: accessStore, clock, logger }),
  );
  const access = { book: accessBook, store: accessStore, tokens };
  const positions = new SealedPositions(token);
  const inFlight = new RequestsInFlight();
  const events = new EventHub({
    ...{ view, watch, clock, logger, limits, metrics, sights, positions },
    standing: () => [...leases.expiry.soon()].map(expiringNotice),
  });
  const stopTelling = leases.expiry.listen((lease) => events.tell(expiringNotice(lease)));
  const { api, routes } = await buildApp({
    context: {
      ...{ watch, sights, positions, devices, desk, leases, events, view, history },
      ...{ access, clock, logger, registry, limits },
      readiness: [leaseStoreReadiness(options.leaseStore, clock), ...options.readiness],
    },
    audit,
    token,
    tokens,
    version,
    behindProxy: options.behindProxy === true,
    documentation: options.documentation !== false,
    apiMetrics: metrics,
    createServer: (listener) => {
      const server = createApiServer(listener, options.tls, limits);
      inFlight.watch(server);
      return server;
    },
    closing: closing.signal,
  });
  stack.push("audit", () => audit.close());
  stack.push("http server", async () => {
    const closed = api.close();
    await inFlight.ended(clock, limits.drainMs);
    // Node leaves connections open on which no request has ever come; browsers make such ones.
    api.server.closeAllConnections();
    await closed;
  });
  // Streams and waits would keep the server from ending.
  stack.push("commands", () => desk.close());
  stack.push("leases", () => leases.close());
  stack.push("event stream", () => {
    stopTelling();
    events.close();
  });
  stack.push("new requests", () => closing.abort());
  try {
    const port = await listen(api, options);
    const scheme = options.tls === undefined ? "http" : "https";
    const host = options.host.includes(":") ? `[${options.host}]` : options.host;
    return { url: `${scheme}://${host}:${port}`, port, routes, close: () => stack.close() };
  } catch (error) {
    return await stack.closeFor(error);
  }
}

async function listen(api: Api, { host, port }: ApiOptions): Promise<number> {
  try {
    await api.listen({ host, port, backlog });
  } catch (error) {
    throw listenFailure(error, { service: "REST", host, port, variable: "RAE_HTTP_PORT" });
  }
  const address = api.server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

function expiringNotice(lease: Lease): StandingNotice {
  return { text: expiringFrame(lease), lease };
}
