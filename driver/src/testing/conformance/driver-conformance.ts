import type { LinkKind } from "../../link.ts";
import { conformanceChecks } from "./conformance-checks.ts";
import type { ConformanceSubject } from "./conformance-subject.ts";

/** How a test runner takes a test: `test` of vitest, of `node:test` and of others. */
export type RegisterTest = (name: string, run: () => Promise<void>) => unknown;

/** Gives the conformance checks to a test runner: call it in a test file of yours. */
export function driverConformance<Needs extends LinkKind>(
  test: RegisterTest,
  subject: ConformanceSubject<Needs>,
): void {
  const { name } = subject.factory;
  for (const check of conformanceChecks(subject)) test(`${name}: ${check.name}`, () => check.run());
}
