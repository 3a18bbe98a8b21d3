import { createHash, timingSafeEqual } from "node:crypto";
import { RaeError } from "@rae/protocol";
import type { Authenticated, TokenAuthenticator } from "../../access/token-authenticator.ts";
import { installationAdmin } from "../../core/access/principal.ts";
import type { Api } from "../api-context.ts";

/**
 * Tells who asks, and refuses everybody else but on open routes, also where there is no route, so that a stranger learns nothing.
 */
export function requireToken(app: Api, token: string, tokens: TokenAuthenticator): void {
  const wanted = digest(token);
  const admin = { principal: installationAdmin, ended: new AbortController().signal };
  const authenticate = (sent: string): Authenticated | undefined =>
    timingSafeEqual(digest(sent), wanted) ? admin : tokens.authenticate(sent);
  app.decorateRequest("principal");
  app.decorateRequest("principalEnded");
  app.addHook("onRequest", async (request, reply) => {
    if (request.routeOptions.config.open === true) return;
    const sent = readToken(request.headers.authorization);
    const known = sent === undefined ? undefined : authenticate(sent);
    if (known !== undefined) {
      request.principal = known.principal;
      request.principalEnded = known.ended;
      return;
    }
    reply.header("www-authenticate", 'Bearer realm="rae"');
    throw new RaeError(
      "unauthenticated",
      sent === undefined
        ? "the request carries no bearer token"
        : "the token is not one that counts: it is wrong, was revoked, or has expired",
    );
  });
}

/** Digests have one length, so that the comparison takes the same time for every guess. */
function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

function readToken(header: string | undefined): string | undefined {
  const [, scheme, credentials] = /^(\S+) +(\S+) *$/.exec(header ?? "") ?? [];
  return scheme?.toLowerCase() === "bearer" ? credentials : undefined;
}
