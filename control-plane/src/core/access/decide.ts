import { type Action, ruleOf } from "./actions.ts";
import type { Principal } from "./principal.ts";
import { isAtLeast, lowerRole, type Role } from "./role.ts";

/** What an action is done on, as far as it matters who may. */
export interface AccessedResource {
  readonly tenant: string;
  /** The highest role that a share gives the principal's tenant for it now. */
  readonly shared?: Role;
  /** Id of the principal that made it. */
  readonly owner?: string;
}

/** `hidden`: to the principal it does not exist. `role`: it may see it, but not do this. `reach`: only somebody of the platform may. */
export type Decision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly why: "hidden" | "role" | "reach" };

const allowed: Decision = { allowed: true };

/**
 * Whether the principal may do this, on a resource or, without one, at all: what a route asks before it knows of the resource. A share
 * never gives more than the principal's own role.
 */
export function decide(
  principal: Principal,
  action: Action,
  resource?: AccessedResource,
): Decision {
  const { least, scope } = ruleOf(action);
  if (scope === "platform" && principal.reach !== "platform") return refuse("reach");
  const role = resource === undefined ? principal.role : roleOn(principal, resource);
  if (role === undefined) return refuse("hidden");
  if (!isAtLeast(role, least)) return refuse("role");
  if (scope !== "own" || resource === undefined) return allowed;
  const isOwn = resource.owner === principal.id || isAtLeast(role, "operator");
  return isOwn ? allowed : refuse("role");
}

/** The role that the principal has on a resource; undefined if it may not see it. */
export function roleOn(
  { tenant, role, reach }: Principal,
  resource: Omit<AccessedResource, "owner">,
): Role | undefined {
  if (reach === "platform" || tenant === resource.tenant) return role;
  return resource.shared === undefined ? undefined : lowerRole(role, resource.shared);
}

function refuse(why: "hidden" | "role" | "reach"): Decision {
  return { allowed: false, why };
}
