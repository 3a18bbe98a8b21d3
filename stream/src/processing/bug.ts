import { AssertionError } from "node:assert";
import { CodedError } from "@rae/kit";

const bugClasses = [TypeError, RangeError, ReferenceError, SyntaxError];

/**
 * Whether an error that `process` threw says that our own code is wrong, so that the same record will most likely fail for ever:
 *
 * - a failed assertion, or a `CodedError` with code `internal`;
 * - a `TypeError`, `RangeError`, `ReferenceError` or `SyntaxError` that was thrown by our code, by JavaScript or by Node.js on its
 *   behalf, and that has neither a cause nor a system call.
 *
 * Everything else may pass: stores that are away, deadlines, and whatever a dependency throws. Drivers throw `TypeError`s for bad
 * connections (undici's `fetch failed`, a driver that reads from a socket that has just gone), and an event must not become a dead letter
 * because a store was restarted.
 */
export function isBug(error: unknown): boolean {
  if (error instanceof CodedError) {
    return error.code === "internal" && (error.cause === undefined || isBug(error.cause));
  }
  if (error instanceof AssertionError) return true;
  if (!(error instanceof Error) || !bugClasses.some((each) => error instanceof each)) return false;
  if (error.cause !== undefined || "syscall" in error) return false;
  return isThrownByUs(error.stack ?? "");
}

/** Whether the innermost frame that has a file, Node.js's own left out, is not a dependency's. */
function isThrownByUs(stack: string): boolean {
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  const innermost = frames.find((line) => /[\\/]/.test(line) && !/[ (]node:/.test(line));
  return innermost !== undefined && !/[\\/]node_modules[\\/](?!@rae[\\/])/.test(innermost);
}
