import type { Api } from "../api-context.ts";

const prefixPattern = /^(\/[A-Za-z0-9._~-]+)+$/;

/**
 * Behind a proxy that shows REST under a prefix, and says which in `X-Forwarded-Prefix`: `Location` begins with it. All other addresses in
 * answers are relative.
 */
export function keepForwardedPrefix(api: Api): void {
  api.addHook("onSend", async ({ headers }, reply) => {
    const prefix = headers["x-forwarded-prefix"];
    const location = reply.getHeader("location");
    if (typeof prefix !== "string" || !prefixPattern.test(prefix)) return;
    if (typeof location === "string" && location.startsWith("/")) {
      reply.header("location", prefix + location);
    }
  });
}
