/** `npm test`: makes sure that the tests can run here, then runs all of them. Further arguments go to vitest. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const needed = { command: "mosquitto_pub", package: "mosquitto-clients" };

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function run(command: string, args: readonly string[]): number {
  const result = spawnSync(command, args, { stdio: "inherit" });
  return result.status ?? 1;
}

function isInstalled(command: string): boolean {
  return (process.env.PATH ?? "").split(":").some((folder) => existsSync(`${folder}/${command}`));
}

if (Number(process.versions.node.split(".")[0]) < 24) {
  say("the tests need Node 24 or newer; `npm ci` brings it on Linux for x64 and arm64");
  process.exit(1);
}
if (!isInstalled(needed.command)) {
  say(`${needed.command} is missing; installing ${needed.package}`);
  if (process.getuid?.() === 0 && isInstalled("apt-get")) {
    run("apt-get", ["update", "-q"]);
    run("apt-get", ["install", "-qy", needed.package]);
  }
  if (!isInstalled(needed.command)) {
    say(`type: sudo apt-get install ${needed.package}`);
    process.exit(1);
  }
}
process.exit(run("vitest", ["run", ...process.argv.slice(2)]));
