import { RaeError } from "@rae/protocol";
import { type Action, ruleOf } from "../../core/access/actions.ts";
import { type AccessedResource, decide } from "../../core/access/decide.ts";
import type { Principal } from "../../core/access/principal.ts";

/**
 * @throws RaeError `forbidden`, which says what is missing. What the principal may not even see must be answered by the caller, as what
 * does not exist; this takes it for a refusal.
 */
export function checkAction(
  principal: Principal,
  action: Action,
  resource?: AccessedResource,
): void {
  const decision = decide(principal, action, resource);
  if (decision.allowed) return;
  const { least } = ruleOf(action);
  const { role, reach } = principal;
  if (decision.why === "reach") {
    throw new RaeError("forbidden", `${action} is for principals of the whole platform only`, {
      details: { action, neededRole: least, neededReach: "platform", role, reach },
    });
  }
  throw new RaeError("forbidden", refusal(action, principal, resource), {
    details: { action, neededRole: least, role },
  });
}

function refusal(action: Action, { role }: Principal, resource?: AccessedResource): string {
  const { least, scope } = ruleOf(action);
  const isOthers = scope === "own" && resource !== undefined;
  if (isOthers) return `this belongs to somebody else: ${action} needs the role operator there`;
  return `${action} needs the role ${least}, and this principal is ${role}`;
}
