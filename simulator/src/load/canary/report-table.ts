import { labelledRows } from "../report-rows.ts";
import type { CanaryReport } from "./canary-counters.ts";
import type { ReadBack } from "./read-back.ts";

/** The report for people. */
export function reportTable(report: CanaryReport, verified: ReadBack | undefined): string {
  const { clients, messages } = report;
  const rows: readonly (readonly [what: string, figure: string])[] = [
    ["clients", `${clients.asked}`],
    ["accepted", `${clients.accepted}`],
    ["kept out", `${clients.keptOut}`],
    ...reasons("refused", report.refused),
    ...reasons("broken", report.broken),
    ["messages acknowledged", `${messages.acknowledged}`],
    ["lost", `${messages.lost}`],
    ["never sent", `${messages.unsent}`],
    ...(verified === undefined
      ? []
      : ([
          ["read back by REST", `${verified.found}`],
          ["acknowledged but missing", `${verified.missing}`],
        ] as const)),
    ["connect (TLS, CONNACK)", `p50 ${report.connectP50Ms} ms, p99 ${report.connectP99Ms} ms`],
    ["PUBACK", `p50 ${report.pubackP50Ms} ms, p99 ${report.pubackP99Ms} ms`],
    [
      `over ${report.seconds} s`,
      `${report.handshakesPerSecond} handshakes/s, ${report.acknowledgedPerSecond} messages/s`,
    ],
  ];
  return labelledRows(rows);
}

function reasons(
  what: string,
  counts: Readonly<Record<string, number>>,
): (readonly [string, string])[] {
  return Object.entries(counts).map(([reason, count]) => [`${what}: ${reason}`, `${count}`]);
}
