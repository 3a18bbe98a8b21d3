import type { BoxStatus } from "@rae/protocol";

/** What a virtual box says of itself. */
export function virtualStatus(enforcesLeases: boolean): BoxStatus {
  return {
    agentVersion: "simulator",
    outboxRows: 0,
    outboxBytes: 0,
    outboxLimitBytes: 0,
    supersededDeltas: 0,
    interfaces: [],
    links: [],
    ...(enforcesLeases ? { enforcesLeases } : {}),
  };
}
