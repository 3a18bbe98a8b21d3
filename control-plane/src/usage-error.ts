/** Arguments that a program cannot obey; its usage is told with it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
