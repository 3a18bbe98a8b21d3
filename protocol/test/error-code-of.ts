import { RaeError } from "@rae/protocol";

/** The code with which the task fails: `none` if it does not, and the whole error if it is not ours. */
export function errorCodeOf(task: () => unknown): string {
  try {
    task();
    return "none";
  } catch (error) {
    return error instanceof RaeError ? error.code : `not ours: ${String(error)}`;
  }
}
