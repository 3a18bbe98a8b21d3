import type { Role } from "./role.ts";

/**
 * On what an action is done. `platform` is what belongs to no tenant: only a principal whose reach is the platform may do it. `own` is what
 * the principal itself made, and what others of its tenant made for an operator.
 */
export type ActionScope = "device" | "box" | "own" | "tenant" | "platform";

export interface ActionRule {
  readonly least: Role;
  readonly scope: ActionScope;
  /** The audit tells of it, before its effect. */
  readonly changes?: true;
  /** Its effect is a record on the log, which carries who asked for it. */
  readonly onLogWith?: "command";
}

/** Everything that can be done by REST, and who may do it. Routes, streams and their documentation are made from this table. */
export const actions = {
  "devices.read": { least: "viewer", scope: "device" },
  "devices.command": { least: "tester", scope: "device", changes: true, onLogWith: "command" },
  "devices.health": { least: "operator", scope: "device", changes: true, onLogWith: "command" },
  "commands.read": { least: "viewer", scope: "device" },
  "boxes.read": { least: "viewer", scope: "box" },
  "capabilities.read": { least: "viewer", scope: "tenant" },
  "events.read": { least: "viewer", scope: "device" },
  "leases.acquire": { least: "tester", scope: "device", changes: true },
  "leases.read": { least: "viewer", scope: "device" },
  "leases.hold": { least: "tester", scope: "own", changes: true },
  "leases.break": { least: "operator", scope: "device", changes: true },
  "usage.read": { least: "viewer", scope: "device" },
  "access.who-am-i": { least: "viewer", scope: "tenant" },
  "tokens.manage": { least: "admin", scope: "tenant", changes: true },
  "shares.manage": { least: "admin", scope: "tenant", changes: true },
  "enrolment.manage": { least: "operator", scope: "box", changes: true },
  "audit.read": { least: "operator", scope: "tenant" },
  "tenants.manage": { least: "admin", scope: "platform", changes: true },
  "metrics.read": { least: "viewer", scope: "platform" },
} as const satisfies Readonly<Record<string, ActionRule>>;

export type Action = keyof typeof actions;

export function ruleOf(action: Action): ActionRule {
  return actions[action];
}
