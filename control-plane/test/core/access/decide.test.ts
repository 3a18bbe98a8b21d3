import { describe, expect, test } from "vitest";
import { type Action, actions } from "../../../src/core/access/actions.ts";
import { decide } from "../../../src/core/access/decide.ts";
import { installationAdmin, type Principal } from "../../../src/core/access/principal.ts";
import { type Role, roles } from "../../../src/core/access/role.ts";

const own = { tenant: "acme" };
const foreign = { tenant: "globex" };

describe("decide", () => {
  /** By hand, from the documentation: not made from the table. */
  const allowedTo: Readonly<Record<Role, readonly Action[]>> = {
    viewer: [
      "devices.read",
      "commands.read",
      "boxes.read",
      "capabilities.read",
      "events.read",
      "leases.read",
      "usage.read",
      "access.who-am-i",
    ],
    tester: ["devices.command", "leases.acquire", "leases.hold"],
    operator: ["devices.health", "leases.break", "audit.read"],
    admin: ["tokens.manage", "shares.manage"],
  };

  test.each(roles)("a %s may do in its tenant what the documentation says", (role) => {
    const expected = roles.slice(0, roles.indexOf(role) + 1).flatMap((each) => allowedTo[each]);
    const may = (Object.keys(actions) as Action[]).filter(
      (action) => decide(principal(role), action, { ...own, owner: "token:1" }).allowed,
    );
    expect(may.sort()).toEqual([...expected].sort());
  });

  test("what is another tenant's does not exist, whatever the role", () => {
    for (const action of Object.keys(actions) as Action[]) {
      const { scope } = actions[action];
      expect(decide(principal("admin"), action, foreign)).toEqual({
        allowed: false,
        why: scope === "platform" ? "reach" : "hidden",
      });
    }
  });

  test("a share gives its role, and never more than the principal's own", () => {
    const shared = (role: Role) => ({ ...foreign, shared: role });
    expect(decide(principal("admin"), "devices.command", shared("tester")).allowed).toBe(true);
    expect(decide(principal("admin"), "leases.break", shared("tester"))).toEqual({
      allowed: false,
      why: "role",
    });
    expect(decide(principal("viewer"), "devices.command", shared("tester"))).toEqual({
      allowed: false,
      why: "role",
    });
  });

  test("a tester holds its own lease only; an operator those of its tenant", () => {
    const lease = { ...own, owner: "token:other" };
    expect(decide(principal("tester"), "leases.hold", lease)).toEqual({
      allowed: false,
      why: "role",
    });
    expect(decide(principal("operator"), "leases.hold", lease).allowed).toBe(true);
    expect(decide(principal("admin"), "leases.hold", { ...lease, ...foreign })).toEqual({
      allowed: false,
      why: "hidden",
    });
  });

  test("the administrator of the installation may do everything, in every tenant", () => {
    for (const action of Object.keys(actions) as Action[]) {
      expect(decide(installationAdmin, action, { ...foreign, owner: "x" }).allowed).toBe(true);
    }
  });

  test("a principal of one tenant does nothing to the platform, though it is an admin", () => {
    expect(decide(principal("admin"), "tenants.manage")).toEqual({ allowed: false, why: "reach" });
    expect(decide({ ...principal("viewer"), reach: "platform" }, "metrics.read").allowed).toBe(
      true,
    );
  });
});

function principal(role: Role): Principal {
  return { id: "token:1", name: "job", tenant: "acme", role, reach: "tenant" };
}
