import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { sleep, systemClock, withDeadline } from "@rae/kit";

const killTimeoutMs = 10_000;
const pollMs = 20;

/**
 * Ends the process that a pid file names, left over by a run that could not stop it. It is taken for ours only if its
 * command line names `folder`, for a pid is given to another process sooner or later.
 * @throws Error if the run that started it still lives.
 */
export async function endLeftOver(
  pidFile: string,
  { name, folder }: { readonly name: string; readonly folder: string },
): Promise<void> {
  if (!existsSync(pidFile)) return;
  const [pid = 0, owner = 0] = readFileSync(pidFile, "utf8").trim().split(" ").map(Number);
  const found = describe(pid);
  if (found?.command.includes(folder)) {
    if (found.parent === owner) {
      throw new Error(`${name} in ${folder} is run by process ${owner} already; stop that first`);
    }
    process.kill(pid, "SIGKILL");
    await withDeadline(systemClock, killTimeoutMs, `ending a left-over ${name}`, async (signal) => {
      while (describe(pid)?.command.includes(folder)) await sleep(systemClock, pollMs, signal);
    });
  }
  rmSync(pidFile, { force: true });
}

function describe(pid: number): { readonly parent: number; readonly command: string } | undefined {
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  const { stdout, status } = spawnSync("ps", ["-ww", "-o", "ppid=,command=", "-p", String(pid)], {
    encoding: "utf8",
  });
  const match = /^\s*(\d+)\s+(.*)$/m.exec(stdout ?? "");
  if (status !== 0 || match === null) return undefined;
  return { parent: Number(match[1]), command: match[2] ?? "" };
}
