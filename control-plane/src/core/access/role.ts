/** What somebody may do in a tenant; each may do what those before it may. */
export const roles = ["viewer", "tester", "operator", "admin"] as const;
export type Role = (typeof roles)[number];

/** Whether `role` may do what asks for `least`. */
export function isAtLeast(role: Role, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least);
}

/** The lower of two roles. */
export function lowerRole(a: Role, b: Role): Role {
  return isAtLeast(a, b) ? b : a;
}
