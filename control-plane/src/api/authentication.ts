import { createHash, timingSafeEqual } from "node:crypto";
import { RaeError } from "@rae/protocol";
import type { Api } from "./api-context.ts";

const open = new Set(["/healthz", "/readyz"]);

/** Documentation that a browser opens; browsers cannot be told to send a bearer token, but they ask for a password. */
const forBrowsers = /^\/(docs(\/|$)|openapi\.json$)/;

/** Refuses every request without the token, unknown routes included, so that a stranger learns nothing. */
export function requireToken(app: Api, token: string): void {
  const wanted = digest(token);
  app.addHook("onRequest", async (request, reply) => {
    const path = request.url.split("?", 1)[0] ?? "";
    if (open.has(path)) return;
    const takesPassword = forBrowsers.test(path);
    const sent = readToken(request.headers.authorization, takesPassword);
    if (sent !== undefined && timingSafeEqual(digest(sent), wanted)) return;
    reply.header(
      "www-authenticate",
      takesPassword
        ? ['Bearer realm="rae"', 'Basic realm="rae", charset="UTF-8"']
        : 'Bearer realm="rae"',
    );
    throw new RaeError(
      "unauthenticated",
      sent === undefined ? "the request carries no bearer token" : "the token is not the right one",
    );
  });
}

/** Digests have one length, so that the comparison takes the same time for every guess. */
function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

function readToken(header: string | undefined, takesPassword: boolean): string | undefined {
  const [, scheme, credentials] = /^(\S+) +(\S+) *$/.exec(header ?? "") ?? [];
  if (scheme === undefined || credentials === undefined) return undefined;
  if (scheme.toLowerCase() === "bearer") return credentials;
  if (scheme.toLowerCase() !== "basic" || !takesPassword) return undefined;
  const pair = Buffer.from(credentials, "base64").toString("utf8");
  return pair.slice(pair.indexOf(":") + 1);
}
