import { expect, test } from "vitest";
import type { AssignmentRecord } from "../../../src/core/access/access-record.ts";
import { Assignments, assignmentId } from "../../../src/core/access/assignments.ts";

const nowMs = 1_000;

function assignment(changes: Partial<AssignmentRecord> = {}): AssignmentRecord {
  const names = { ofTenant: "a", asset: "tv-1", ...changes };
  return {
    ...{ kind: "assignment", id: assignmentId(names), version: 1, madeBy: "admin", madeAtMs: 1 },
    ...{ tenant: "b", ...names, ...changes },
  };
}

test("a device belongs to the tenant that it was assigned to, and its namesake of another tenant does not", () => {
  const assignments = Assignments.of([assignment()], nowMs);
  expect(assignments.tenantOf("a", "tv-1")).toBe("b");
  expect(assignments.tenantOf("c", "tv-1")).toBe("c");
  expect(assignments.tenantOf("a", "tv-2")).toBe("a");
  expect(assignments.tenantOf("a", undefined)).toBe("a");
  expect(assignments.tenantOf(undefined, "tv-1")).toBeUndefined();
});

test.each([{ expiresAtMs: nowMs }, { revoked: { by: "admin", atMs: 5 } }])(
  "an assignment that is over counts for nothing: %o",
  (changes) => {
    const assignments = Assignments.of([assignment(changes)], nowMs);
    expect(assignments.tenantOf("a", "tv-1")).toBe("a");
    expect(assignments.equals(Assignments.none)).toBe(true);
  },
);

test("two are equal if they give every device to the same tenant", () => {
  const of = (...records: AssignmentRecord[]) => Assignments.of(records, nowMs);
  expect(of(assignment()).equals(of(assignment({ version: 2 })))).toBe(true);
  expect(of(assignment()).equals(of(assignment({ tenant: "c" })))).toBe(false);
  expect(of(assignment()).equals(of(assignment({ asset: "tv-2" })))).toBe(false);
  expect(of(assignment()).equals(of())).toBe(false);
});
