import { spawnSync } from "node:child_process";

const programs = ["mosquitto_pub", "mosquitto_sub"];
const byHand = "apt-get install mosquitto-clients";

/**
 * Makes sure that the MQTT clients that nobody here wrote are installed; the tests play a foreign lab box with them.
 * Installs the Debian package when run as root, and tells what it does by `say`.
 * Returns undefined when they are there, else one sentence with what to type.
 */
export function ensureMosquittoClients(say: (line: string) => void): string | undefined {
  if (programs.every(canRun)) return undefined;
  if (process.getuid?.() !== 0 || !canRun("apt-get")) {
    const command = canRun("apt-get") ? `sudo ${byHand}` : byHand;
    return `The tests need ${programs.join(" and ")}: type \`${command}\` (or your system's own way), then run them again.`;
  }
  say("installing mosquitto-clients, which the tests need");
  if (!runs("apt-get", ["install", "--yes", "--quiet", "mosquitto-clients"])) {
    runs("apt-get", ["update", "--quiet"]);
    runs("apt-get", ["install", "--yes", "--quiet", "mosquitto-clients"]);
  }
  if (programs.every(canRun)) return undefined;
  return `mosquitto-clients could not be installed; the lines above say why. Type \`${byHand}\`, then run the tests again.`;
}

/** Whether the program exists at all, whatever it answers. */
function canRun(program: string): boolean {
  return spawnSync(program, ["--help"], { stdio: "ignore", timeout: 30_000 }).error === undefined;
}

function runs(program: string, parameters: readonly string[]): boolean {
  const result = spawnSync(program, parameters, {
    stdio: ["ignore", "ignore", "inherit"],
    timeout: 180_000,
  });
  return result.status === 0;
}
