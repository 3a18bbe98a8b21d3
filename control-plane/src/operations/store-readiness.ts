import type { RecordLog } from "@rae/stream";
import type { FleetView } from "../ports/fleet-view.ts";
import type { History } from "../ports/history.ts";
import type { ReadinessCheck } from "./readiness.ts";

/** A box that cannot be: reading it asks the store and costs next to nothing. */
const noBox = "-";

/** Whether the log answers. */
export function logReadiness(log: RecordLog): ReadinessCheck {
  return { name: "log", check: (signal) => log.check(signal).then(() => ({ ready: true })) };
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
