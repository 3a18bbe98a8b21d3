import type { ObservedProgram } from "../harness/processes.ts";

const answerMs = 5_000;

/**
 * The sum of a metric over its labels, of one process; 0 if there is none. An api asks for a token.
 * @throws Error for any status but success.
 */
export async function figure(
  { url }: ObservedProgram,
  metric: string,
  token?: string,
): Promise<number> {
  const response = await fetch(`${url}/metrics`, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(answerMs),
  });
  if (!response.ok) throw new Error(`${url}/metrics: ${response.status}`);
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
