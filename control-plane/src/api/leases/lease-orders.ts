import { defaults, type Lease, type LeasedDevice, leaseCapability } from "@rae/protocol";
import type { InternalOrder } from "../commands/command-desk.ts";

/** How long an agent has to arm or renew a lease that is granted already. */
const rearmMs = 5_000;

/**
 * Tells the device's agent to obey this lease alone. While the lease is pending, the agent has as long as the attempt, and the lease's time begins
 * when it is granted.
 */
export function armOrder(lease: Lease, device: LeasedDevice, nowMs: number): InternalOrder {
  const isPending = lease.state === "pending";
  const untilMs = isPending ? nowMs + lease.ttlMs : lease.untilMs;
  return {
    ...orderFor(device),
    command: "arm",
    parameters: {
      holder: lease.holder.slice(0, 128),
      purpose: lease.purpose.slice(0, 512),
      untilMs: Math.round(untilMs),
    },
    deadlineMs: Math.max(1, Math.round(isPending ? lease.untilMs - nowMs : rearmMs)),
    lease: { leaseId: lease.leaseId, token: device.token, untilMs },
  };
}

/** Tells the device's agent that what has this token or a lower one is over; kept as long as any command for a box that is away. */
export function endOrder(lease: Lease, device: LeasedDevice, reason: string): InternalOrder {
  const { leaseId, untilMs } = lease;
  return {
    ...orderFor(device),
    command: "end",
    parameters: { reason: reason.slice(0, 64) },
    deadlineMs: defaults.commandDeadlineMaxMs,
    lease: { leaseId, token: device.token, untilMs },
  };
}

function orderFor({ boxId, sessionId }: LeasedDevice) {
  return { boxId, sessionId, capability: leaseCapability } as const;
}
