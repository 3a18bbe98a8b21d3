import { systemClock } from "@rae/kit";
import { labelledRows } from "../report-rows.ts";
import { readToken } from "../token-file.ts";
import type { JobsReport } from "./job-counters.ts";
import { runJobs } from "./jobs.ts";
import type { JobsConfig } from "./jobs-config.ts";
import { LeaseClient } from "./lease-client.ts";

/**
 * Runs jobs and says what they came to, as a table or as a line of JSON. False if a device obeyed two leases or a contender starved.
 * @throws RaeError `config-invalid` if the token cannot be read.
 */
export async function sayJobs(config: JobsConfig, say: (line: string) => void): Promise<boolean> {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  process.once("SIGTERM", () => stop.abort());
  const client = new LeaseClient(config.url, readToken(config.tokenFile));
  const report = await runJobs({
    ...{ ...config, client, clock: systemClock, random: Math.random, signal: stop.signal },
  });
  say(config.json ? JSON.stringify(report) : jobsTable(report));
  return report.obeyedTwo === 0 && report.starved === 0;
}

/** The report for people. */
function jobsTable(report: JobsReport): string {
  return [
    labelledRows([
      ["leases granted", `${report.granted}`],
      ["released", `${report.released}`],
      ["holders that died", `${report.died}`],
      ["key presses obeyed", `${report.pressed}`],
      ["devices that obeyed two", `${report.obeyedTwo}`],
      ["contenders never granted", `${report.starved}`],
      [
        "wait for a grant",
        `p50 ${report.waitP50Ms} ms, p99 ${report.waitP99Ms} ms, max ${report.waitMaxMs} ms`,
      ],
      ...Object.entries(report.failures).map(
        ([code, count]) => [`failed: ${code}`, `${count}`] as const,
      ),
    ]),
    ...report.violations,
  ].join("\n");
}
