import type { Clock, Logger } from "@rae/kit";
import type { RecordLog } from "@rae/stream";
import type { Registry } from "prom-client";
import type { AccessBook } from "../access/access-book.ts";
import type { ReadinessCheck } from "../operations/readiness.ts";
import type { AccessStore } from "../ports/access-store.ts";
import type { FleetView } from "../ports/fleet-view.ts";
import type { History } from "../ports/history.ts";
import type { LeaseStore } from "../ports/lease-store.ts";
import type { LeasePolicy } from "./leases/lease-policy.ts";

/** Bounds of the api; each has a default. */
export interface ApiLimits {
  readonly bodyBytes: number;
  /** How long a client may take to send its request. */
  readonly requestTimeoutMs: number;
  readonly eventClients: number;
  /** Bytes that may wait for one client of the event stream; one that reads slower is closed. */
  readonly eventClientBytes: number;
  /** Changes that are kept so that a client can resume behind its last event. */
  readonly eventsKept: number;
  readonly heartbeatMs: number;
  /** Commands accepted that the view does not show as over yet. */
  readonly openCommands: number;
  /** Requests that wait for their command; those beyond are answered 202 at once. */
  readonly waitingCommands: number;
  readonly waitMs: number;
  /** How long the log may take to make a command durable. */
  readonly appendMs: number;
  /** How often presence is judged without anybody asking. */
  readonly tickMs: number;
  /** How long requests in flight may take to end when the api closes; then they are cut. */
  readonly drainMs: number;
}

export const defaultApiLimits: ApiLimits = {
  bodyBytes: 64 * 1024,
  requestTimeoutMs: 30_000,
  eventClients: 1_000,
  eventClientBytes: 4 * 1024 * 1024,
  eventsKept: 50_000,
  heartbeatMs: 15_000,
  openCommands: 10_000,
  waitingCommands: 2_000,
  waitMs: 600_000,
  appendMs: 5_000,
  tickMs: 1_000,
  drainMs: 5_000,
};

export interface ApiOptions {
  readonly view: FleetView;
  readonly history: History;
  readonly log: RecordLog;
  readonly leaseStore: LeaseStore;
  readonly accessStore: AccessStore;
  /** Follows that store. */
  readonly accessBook: AccessBook;
  /** The administrator's token. */
  readonly token: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly tls?: { readonly cert: string; readonly key: string };
  /** A proxy in front ends TLS, so that another address than loopback may be bound. */
  readonly behindProxy?: boolean;
  /** Whether /openapi.json and /docs are there, for everybody; by default they are. */
  readonly documentation?: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly readiness: readonly ReadinessCheck[];
  readonly limits?: Partial<ApiLimits>;
  readonly leasePolicy?: LeasePolicy;
}
