import { spawnSync } from "node:child_process";

/** Programs that Debian brings in one package. */
export interface ProgramPackage {
  readonly programs: readonly string[];
  /** Name of the Debian package. */
  readonly debianPackage: string;
}

const installTimeoutMs = 300_000;

/**
 * Makes sure that programs are installed: installs their Debian packages when run as root, and tells what it does by
 * `say`. `who` needs them, as "the tests". Returns undefined when they are there, else one sentence with what to type.
 */
export function ensurePrograms(
  packages: readonly ProgramPackage[],
  who: string,
  say: (line: string) => void,
): string | undefined {
  const missing = packages.filter(({ programs }) => !programs.every(canRun));
  if (missing.length === 0) return undefined;
  const names = missing.map(({ debianPackage }) => debianPackage);
  const programs = missing.flatMap((each) => each.programs).join(", ");
  const byHand = `apt-get install ${names.join(" ")}`;
  if (process.getuid?.() !== 0 || !canRun("apt-get")) {
    const command = canRun("apt-get") ? `sudo ${byHand}` : byHand;
    return `${who} need ${programs}: type \`${command}\` (or your system's own way), then start again.`;
  }
  say(`installing ${names.join(", ")}, which ${who} need`);
  const install = ["install", "--yes", "--quiet", "--no-install-recommends", ...names];
  if (!runs("apt-get", install)) {
    runs("apt-get", ["update", "--quiet"]);
    runs("apt-get", install);
  }
  if (missing.every((each) => each.programs.every(canRun))) return undefined;
  return `${programs} could not be installed; the lines above say why. Type \`${byHand}\`, then start again.`;
}

/** Whether the program is in the `PATH`. */
export function canRun(program: string): boolean {
  // Not by running it, which takes Maven a second.
  return (
    spawnSync("sh", ["-c", 'command -v "$1"', "sh", program], { stdio: "ignore" }).status === 0
  );
}

function runs(program: string, parameters: readonly string[]): boolean {
  const result = spawnSync(program, parameters, {
    stdio: ["ignore", "ignore", "inherit"],
    timeout: installTimeoutMs,
  });
  return result.status === 0;
}
