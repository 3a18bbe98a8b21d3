import type { Role } from "./role.ts";

/**
 * On what an action is done. `platform` is what belongs to no tenant: only a principal whose reach is the platform may do it. `own` is what
 * the principal itself made, and what others of its tenant made for an operator.
 */
export type ActionScope = "device" | "box" | "own" | "tenant" | "platform";

export interface ActionRule {
  readonly least: Role;
  readonly scope: ActionScope;
  /**
   * It changes something, and the audit tells of it: in a record of its own before the effect, or in the record of the command that is the effect.
   */
  readonly audited?: "before" | "with-command";
}

/** Everything that can be done by REST, and who may do it. Routes, streams and their documentation are made from this table. */
export const actions = {
  "devices.read": { least: "viewer", scope: "device" },
  "devices.command": { least: "tester", scope: "device", audited: "with-command" },
  "devices.health": { least: "operator", scope: "device", audited: "with-command" },
  "commands.read": { least: "viewer", scope: "device" },
  "boxes.read": { least: "viewer", scope: "box" },
  "capabilities.read": { least: "viewer", scope: "tenant" },
  "events.read": { least: "viewer", scope: "device" },
  "leases.acquire": { least: "tester", scope: "device", audited: "before" },
  "leases.read": { least: "viewer", scope: "device" },
  "leases.hold": { least: "tester", scope: "own", audited: "before" },
  "leases.break": { least: "operator", scope: "device", audited: "before" },
  "usage.read": { least: "viewer", scope: "device" },
  "access.who-am-i": { least: "viewer", scope: "tenant" },
  "tokens.manage": { least: "admin", scope: "tenant", audited: "before" },
  "shares.manage": { least: "admin", scope: "tenant", audited: "before" },
  "audit.read": { least: "operator", scope: "tenant" },
  "tenants.manage": { least: "admin", scope: "platform", audited: "before" },
  "metrics.read": { least: "viewer", scope: "platform" },
} as const satisfies Readonly<Record<string, ActionRule>>;

export type Action = keyof typeof actions;

export function ruleOf(action: Action): ActionRule {
  return actions[action];
}
