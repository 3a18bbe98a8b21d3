import { ensurePrograms } from "./required-programs.ts";

/**
 * Makes sure that what engines need is installed: Java and Maven (for Kafka and Cassandra), `redis-server`. Returns undefined
 * when all is there, else one sentence with what to type.
 */
export function ensureEnginePrograms(
  needs: { readonly java: boolean; readonly redis: boolean },
  say: (line: string) => void,
): string | undefined {
  const packages = [
    ...(needs.java
      ? [
          { programs: ["java"], debianPackage: "openjdk-17-jre-headless" },
          { programs: ["mvn"], debianPackage: "maven" },
        ]
      : []),
    ...(needs.redis ? [{ programs: ["redis-server"], debianPackage: "redis-server" }] : []),
  ];
  return ensurePrograms(packages, "the engines", say);
}
