import { CloseStack } from "@rae/kit";
import type { FleetSession } from "./bench-programs.ts";
import { type BenchPlace, openBenchHistory, openBenchView } from "./stores.ts";

const historiesRead = 100;
const batch = 500;

/**
 * Sessions of which the view does not show the last revision, or is stale; and, of a hundred spread over the fleet, those whose history
 * does not have every revision once.
 */
export async function verifyStores(
  place: BenchPlace,
  sessions: readonly FleetSession[],
): Promise<number> {
  const stack = new CloseStack();
  const wrong = new Set<string>();
  try {
    const view = stack.use("view", openBenchView(place));
    const history = stack.use("history", openBenchHistory(place));
    for (let first = 0; first < sessions.length; first += batch) {
      const some = sessions.slice(first, first + batch);
      const stored = await view.readDevices(some.map(({ sessionId }) => sessionId));
      for (const { sessionId, revision } of some) {
        const record = stored.get(sessionId);
        if (record?.revision !== revision || record.stale) wrong.add(sessionId);
      }
    }
    const step = Math.max(1, Math.floor(sessions.length / historiesRead));
    for (let index = 0; index < sessions.length; index += step) {
      const session = sessions[index];
      if (session === undefined) break;
      const { sessionId, revision } = session;
      const limit = revision + 10;
      const entries = await history.read({ sessionId, order: "oldest-first", limit });
      const revisions = entries.map((entry) => entry.revision);
      const isWhole = revisions.every((each, place_) => each === place_ + 1);
      if (!isWhole || revisions.length !== revision) wrong.add(sessionId);
    }
    return wrong.size;
  } finally {
    await stack.close();
  }
}
