import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { join } from "node:path";
import { loadEnginesConfig } from "./config.ts";

/** Kafka takes 17 and newer, Cassandra 5.0 takes 11 and 17. */
const javaVersion = "17";

let found: string | undefined;

/** Path of a Java that both Kafka and Cassandra run on. @throws Error that says what to install. */
export function javaProgram(): string {
  found ??= candidates().find((program) => versionOf(program) === javaVersion);
  if (found === undefined) {
    throw new Error(
      `no Java ${javaVersion} found (JAVA_HOME, java in the PATH, /usr/lib/jvm); install openjdk-${javaVersion}-jre-headless or set JAVA_HOME to one`,
    );
  }
  return found;
}

function candidates(): readonly string[] {
  const { javaHome } = loadEnginesConfig();
  return [
    ...(javaHome === undefined ? [] : [join(javaHome, "bin", "java")]),
    "java",
    ...globSync("/usr/lib/jvm/*/bin/java"),
  ];
}

function versionOf(program: string): string | undefined {
  // It answers on standard error.
  const { stderr } = spawnSync(program, ["-version"], { encoding: "utf8", timeout: 30_000 });
  return /version "(\d+)/.exec(stderr ?? "")?.[1];
}
