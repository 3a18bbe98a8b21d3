import type { Api } from "../api-context.ts";
import { checkAction } from "./check-action.ts";

/** Refuses requests for which the principal has too low a role, whatever they are about. Comes behind authentication. */
export function requireRole(api: Api): void {
  api.addHook("onRequest", async ({ principal, routeOptions: { config } }) => {
    if (config.action !== undefined) checkAction(principal, config.action);
  });
}
