import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { Clock, Logger } from "@rae/kit";
import type {
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify";
import type { Registry } from "prom-client";
import type { AccessBook } from "../access/access-book.ts";
import type { TokenAuthenticator } from "../access/token-authenticator.ts";
import type { ReadinessCheck } from "../operations/readiness.ts";
import type { AccessStore } from "../ports/access-store.ts";
import type { FleetView } from "../ports/fleet-view.ts";
import type { History } from "../ports/history.ts";
import type { Sights } from "./access/sights.ts";
import type { ApiLimits } from "./api-options.ts";
import type { CommandDesk } from "./commands/command-desk.ts";
import type { DeviceResolver } from "./device-resolver.ts";
import type { EventHub } from "./events/event-hub.ts";
import type { SealedPositions } from "./events/sealed-positions.ts";
import type { FleetWatch } from "./fleet-watch.ts";
import type { LeaseContext } from "./leases/lease-context.ts";

/** The server to which routes are added; requests and answers are typed by their schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  Logger,
  TypeBoxTypeProvider
>;

/** What is known of tokens and tenants, and where it is changed. */
export interface AccessContext {
  readonly book: AccessBook;
  readonly store: AccessStore;
  readonly tokens: TokenAuthenticator;
}

/** What routes work with. */
export interface ApiContext {
  readonly watch: FleetWatch;
  readonly sights: Sights;
  readonly positions: SealedPositions;
  readonly devices: DeviceResolver;
  readonly desk: CommandDesk;
  readonly events: EventHub;
  readonly leases: LeaseContext;
  readonly access: AccessContext;
  readonly view: FleetView;
  readonly history: History;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly readiness: readonly ReadinessCheck[];
  readonly limits: ApiLimits;
}
