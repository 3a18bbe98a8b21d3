import { type Clock, withDeadline } from "@rae/kit";
import { isStalled, lateAppends, type RecordLog } from "@rae/stream";
import type { FleetView } from "../ports/fleet-view.ts";
import type { History } from "../ports/history.ts";
import type { LeaseStore } from "../ports/lease-store.ts";
import type { ReadinessCheck } from "./readiness.ts";

/** A box that cannot be: reading it asks the store and costs next to nothing. */
const noBox = "-";

/** After so long an append is late, and a log that takes none at all is not there. */
const lateMs = 10_000;

/** Whether the log answers and takes what this process appends, and if not, why; appends to some partitions that are late are told. */
export function logReadiness(log: RecordLog): ReadinessCheck {
  return {
    name: "log",
    check: async (signal) => {
      const waiting = log.waitingAppends();
      const late = lateAppends(waiting, lateMs);
      const [oldest] = late;
      const detail = late.length > 1 ? `${oldest}; ${late.length - 1} more are late` : oldest;
      if (isStalled(waiting, lateMs)) return { ready: false, detail: detail ?? "" };
      await log.check(signal);
      return detail === undefined ? { ready: true } : { ready: true, detail };
    },
  };
}

/** Whether the fleet view answers, and whether it is whole: while it is not, the history answers for it. */
export function viewReadiness(view: FleetView): ReadinessCheck {
  return {
    name: "view",
    check: async () => {
      await view.readBoxes([noBox]);
      const isWhole = view.completeness() === "complete";
      return {
        ready: true,
        detail: isWhole ? "complete" : "rebuilding; reads come from the history",
      };
    },
  };
}

/** Whether the history answers. */
export function historyReadiness(history: History): ReadinessCheck {
  return { name: "history", check: () => history.readBoxes([noBox]).then(() => ({ ready: true })) };
}

/** Less than a check may take, which would count as not ready. */
const leaseStoreMs = 700;

/** Ready in any case, as reads go on without the store of leases; the detail tells when it is away. */
export function leaseStoreReadiness(store: LeaseStore, clock: Clock): ReadinessCheck {
  return {
    name: "lease-store",
    check: async (signal) => {
      try {
        await withDeadline(clock, leaseStoreMs, "its answer", () => store.readLeader(), signal);
        return { ready: true };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return {
          ready: true,
          detail: `away, so that leases are neither granted nor renewed: ${reason}`,
        };
      }
    },
  };
}
