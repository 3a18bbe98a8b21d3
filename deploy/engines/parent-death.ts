import { canRun } from "./required-programs.ts";

let hasSetpriv: boolean | undefined;

/**
 * The command, arranged so that Linux ends the process when the one that started it dies, by SIGKILL too. Elsewhere
 * the command as it is.
 */
export function dyingWithParent(
  command: readonly [program: string, ...args: string[]],
): readonly [program: string, ...args: string[]] {
  if (process.platform !== "linux") return command;
  hasSetpriv ??= canRun("setpriv");
  // SIGKILL, as nobody is left who could wait for good order or continue a process that is stopped.
  return hasSetpriv ? ["setpriv", "--pdeathsig", "KILL", "--", ...command] : command;
}
