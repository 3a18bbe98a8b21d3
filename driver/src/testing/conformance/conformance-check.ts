import type { LinkKind } from "../../link.ts";
import type { ConformanceSubject } from "./conformance-subject.ts";

/** One thing that holds for every driver; `run` rejects if it does not. */
export interface ConformanceCheck {
  readonly name: string;
  run(): Promise<void>;
}

/** The checks of one subject. */
export type Checks = <Needs extends LinkKind>(
  subject: ConformanceSubject<Needs>,
) => readonly ConformanceCheck[];
