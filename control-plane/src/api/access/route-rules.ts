import assert from "node:assert";
import type { RouteOptions } from "fastify";
import type { Api } from "../api-context.ts";
import type { RouteRule } from "./route-config.ts";

/**
 * Reads the rules of all routes that are added later; whoever calls what it returns, once they are there, gets them.
 * A route that says neither what it does nor that it is open, or both, is a bug: the function throws an AssertionError.
 */
export function watchRouteRules(api: Api): () => readonly RouteRule[] {
  const added: RouteOptions[] = [];
  api.addHook("onRoute", (route) => {
    added.push(route);
  });
  return () => added.flatMap(rulesOf);
}

function rulesOf({ method, url, config }: RouteOptions): readonly RouteRule[] {
  const action = config?.action;
  const saysOne = (action === undefined) === (config?.open === true);
  assert(saysOne, `${method} ${url} must name its action, or say that it is open`);
  return [method].flat().map((each) => ({ method: each, url, action }));
}
