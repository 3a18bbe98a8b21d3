import { type Clock, withDeadline } from "@rae/kit";

/** Whether something that a process needs is there. */
export interface Readiness {
  readonly ready: boolean;
  /** What is wrong, or a figure that a person wants to see. */
  readonly detail?: string;
}

export interface ReadinessCheck {
  readonly name: string;
  /** Asked at each GET /readyz; a rejection or more than a second counts as not ready. */
  check(signal: AbortSignal): Readiness | Promise<Readiness>;
}

/** What `/readyz` answers. */
export interface ReadinessReport {
  /** Every dependency is. */
  readonly ready: boolean;
  readonly dependencies: {
    readonly name: string;
    readonly ready: boolean;
    readonly detail: string;
  }[];
}

const checkMs = 1_000;

/** Asks all checks at once, each for a second at most. */
export async function askReadiness(
  checks: readonly ReadinessCheck[],
  clock: Clock,
): Promise<ReadinessReport> {
  const ask = async (each: ReadinessCheck) => {
    const { name } = each;
    try {
      const asked = async (signal: AbortSignal) => await each.check(signal);
      const { ready, detail } = await withDeadline(clock, checkMs, name, asked);
      return { name, ready, detail: detail ?? "" };
    } catch (error) {
      return { name, ready: false, detail: error instanceof Error ? error.message : String(error) };
    }
  };
  const dependencies = await Promise.all(checks.map(ask));
  return { ready: dependencies.every(({ ready }) => ready), dependencies };
}
