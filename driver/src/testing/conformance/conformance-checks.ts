import type { LinkKind } from "../../link.ts";
import { closingChecks } from "./closing-checks.ts";
import { commandChecks } from "./command-checks.ts";
import type { ConformanceCheck } from "./conformance-check.ts";
import type { ConformanceSubject } from "./conformance-subject.ts";
import { probeChecks } from "./probe-checks.ts";
import { settingsChecks } from "./settings-checks.ts";

/**
 * What holds for every driver. Beside it, test what your device does: these checks press no key and start nothing, except on a device
 * that is frozen.
 */
export function conformanceChecks<Needs extends LinkKind>(
  subject: ConformanceSubject<Needs>,
): readonly ConformanceCheck[] {
  return [settingsChecks, probeChecks, commandChecks, closingChecks].flatMap((checks) =>
    checks(subject),
  );
}
