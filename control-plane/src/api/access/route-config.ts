import type { Action } from "../../core/access/actions.ts";
import type { Principal } from "../../core/access/principal.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What a request of this route does; the table of actions says who may. */
    action?: Action;
    /** Anybody may ask, without a token. A route has one of the two. */
    open?: true;
  }

  interface FastifyRequest {
    /** Who asks. Set by authentication, so not on routes that are open. */
    principal: Principal;
    /** Aborts when the principal counts no more, with a RaeError that says why. Set as `principal` is. */
    principalEnded: AbortSignal;
  }
}

/** What a route says of who may ask it. */
export interface RouteRule {
  readonly method: string;
  /** As it was added: `/v1/devices/:device`. */
  readonly url: string;
  /** Undefined: it is open. */
  readonly action: Action | undefined;
}
