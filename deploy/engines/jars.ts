import { spawnSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { loadEnginesConfig } from "./config.ts";
import { canRun } from "./required-programs.ts";

const downloadTimeoutMs = 600_000;

/**
 * The folder with the jars that `<engine>/pom.xml` names, downloaded by Maven when they are not there. A folder has its final
 * name only when it is whole; its name carries the pom's digest, so that another version is another folder.
 * @throws Error with what Maven said.
 */
export function ensureJars(engine: "kafka" | "cassandra", say: (line: string) => void): string {
  const pom = join(import.meta.dirname, engine, "pom.xml");
  const text = readFileSync(pom, "utf8");
  const { enginesDir } = loadEnginesConfig();
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 12);
  const version = /<version>(\d+\.[^<]+)<\/version>/.exec(text)?.[1];
  const name = `${engine}-${version}-${digest}`;
  const folder = join(enginesDir, name);
  if (existsSync(folder)) return folder;
  say(`downloading ${engine} ${version} to ${enginesDir}, once`);
  mkdirSync(enginesDir, { recursive: true });
  const part = join(enginesDir, `.${name}-${randomUUID()}`);
  try {
    download(pom, part, join(enginesDir, ".maven-lock"));
    renameSync(part, folder);
  } catch (error) {
    // Another process may have been first; its folder is as good.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
  return folder;
}

function download(pom: string, folder: string, lock: string): void {
  const maven = [
    ...["mvn", "--batch-mode", "--quiet", "--strict-checksums", "--file", pom],
    ...["dependency:copy-dependencies", `-DoutputDirectory=${folder}`, "-DincludeScope=runtime"],
  ];
  // Maven's own cache is not made for two at once.
  const [program = "", ...args] = canRun("flock") ? ["flock", lock, ...maven] : maven;
  const result = spawnSync(program, args, { encoding: "utf8", timeout: downloadTimeoutMs });
  if (result.status === 0) return;
  const said = `${result.stdout}\n${result.stderr}`.trim().split("\n").slice(-12).join("\n");
  throw new Error(`Maven could not bring what ${pom} names: ${result.error?.message ?? said}`);
}
