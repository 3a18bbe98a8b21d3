/** The defaults that more than one process must agree on; each can be configured. */
export const defaults = {
  keepAliveS: 10,
  deviceProbeMs: 15_000,
  gracePeriodMs: 600_000,
  snapshotIntervalMs: 900_000,
  snapshotJitter: 0.2,
  outboxWindow: 64,
  outboxLimitBytes: 2 ** 30,
  /** What one box has unacknowledged at most, a single larger row excepted; it fits in what a gateway keeps free for each client. */
  outboxWindowBytes: 96 * 1024,
  packetLimitBytes: 256 * 1024,
  /** A packet less MQTT's header and the longest topic. */
  payloadLimitBytes: 255 * 1024,
  historyRetentionMs: 90 * 86_400_000,
  auditRetentionMs: 400 * 86_400_000,
  commandDeadlineMs: 30_000,
  commandDeadlineMaxMs: 600_000,
  gatewayAliveMs: 5_000,
  gatewayLostMs: 15_000,
  clockSuspectMs: 300_000,
} as const;
