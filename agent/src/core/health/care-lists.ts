import { isDeepStrictEqual } from "node:util";
import type { Care, CareStep } from "@rae/driver";

/** One list of steps, and whose word it is. */
export interface CareList {
  readonly steps: readonly CareStep[];
  /** From the lab file: then each step counts. Of a driver's, those that the device does not offer are left out. */
  readonly isOperators: boolean;
}

/** How a device is checked and cleaned up. */
export interface CareLists {
  readonly check: CareList;
  readonly cleanUp: CareList;
}

/** The lists of a device: what its entry of the lab says, else what the drivers of its faces say, one after the other. */
export function careLists(
  entry: Care | undefined,
  drivers: readonly (Care | undefined)[],
): CareLists {
  const listOf = (name: keyof Care): CareList => {
    const given = entry?.[name];
    if (given !== undefined) return { steps: given, isOperators: true };
    const steps: CareStep[] = [];
    for (const care of drivers) {
      const others = [...steps];
      const isNew = (step: CareStep) => !others.some((each) => isDeepStrictEqual(each, step));
      steps.push(...(care?.[name] ?? []).filter(isNew));
    }
    return { steps, isOperators: false };
  };
  return { check: listOf("check"), cleanUp: listOf("cleanUp") };
}

/** The steps that a device runs which offers these capabilities. */
export function stepsFor(
  { steps, isOperators }: CareList,
  offers: (capability: string) => boolean,
): readonly CareStep[] {
  return isOperators ? steps : steps.filter(({ capability }) => offers(capability));
}

/** Whether a clean-up may begin while the device sleeps: its first step is to wake it. */
export function wakesFirst([first]: readonly CareStep[]): boolean {
  return first?.capability === "power" && first.command === "on";
}
