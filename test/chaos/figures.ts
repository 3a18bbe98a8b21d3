import type { ObservedProgram } from "../harness/processes.ts";

/** The sum of a metric over its labels, of one process. */
export async function figure(program: ObservedProgram, metric: string): Promise<number> {
  const response = await fetch(`${program.url}/metrics`, { signal: AbortSignal.timeout(5_000) });
  let sum = 0;
  for (const line of (await response.text()).split("\n")) {
    const [name, value] = line.split(" ");
    if (name === metric || name?.startsWith(`${metric}{`)) sum += Number(value);
  }
  return sum;
}

/** Of several processes together. */
export async function figures(
  programs: readonly ObservedProgram[],
  metric: string,
): Promise<number> {
  const each = await Promise.all(programs.map((program) => figure(program, metric)));
  return each.reduce((sum, value) => sum + value, 0);
}
