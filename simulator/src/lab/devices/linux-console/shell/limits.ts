/** What one line may take before the shell stops it: a console is here to be read, not to compute. */
export const stepLimit = 500_000;
/** Of all that a line says, and of anything that it gathers on the way. */
export const textLimit = 1_000_000;
export const wordLimit = 65_536;

/** The line has reached a limit; its status is that of a process that was killed. */
export class LimitReached extends Error {
  override readonly name = "LimitReached";
}

/** @throws LimitReached if a text is longer than `limit`. */
export function bounded(text: string, limit: number): string {
  if (text.length > limit) throw new LimitReached(`more than ${limit} characters`);
  return text;
}
