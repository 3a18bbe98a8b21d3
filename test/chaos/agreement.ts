import assert from "node:assert/strict";
import { eventually } from "@rae/kit/testing";
import type { VirtualBoxes } from "@rae/simulator";
import type { RestClient } from "../harness/rest-client.ts";

const settleMs = 120_000;
const agreeMs = 120_000;

/**
 * Ends the load, and waits until every acknowledged event is there: the view shows each session at the revision that its box
 * has reached, nothing else of these boxes and nothing stale, and the history has every revision once.
 */
export async function storesAgree(boxes: VirtualBoxes, rest: RestClient): Promise<void> {
  await boxes.settle(settleMs);
  assert.deepEqual(boxes.lost(), []);
  await eventually(() => viewAgrees(boxes, rest), { timeoutMs: agreeMs, intervalMs: 250 });
  for (const { sessionId, revision } of boxes.sessions()) {
    await eventually(() => historyIsWhole(rest, sessionId, revision), {
      timeoutMs: agreeMs,
      intervalMs: 250,
    });
  }
}

async function viewAgrees(boxes: VirtualBoxes, rest: RestClient): Promise<void> {
  const told = new Map(boxes.sessions().map(({ sessionId, revision }) => [sessionId, revision]));
  const shown = (await rest.devices()).filter(({ boxId }) => boxes.boxIds.includes(boxId));
  const different = shown.filter(({ id, revision, stale }) => stale || told.get(id) !== revision);
  assert.deepEqual(
    different.map(({ id, revision, stale }) => ({ id, revision, stale, told: told.get(id) })),
    [],
  );
  assert.equal(shown.length, told.size);
}

async function historyIsWhole(rest: RestClient, sessionId: string, revision: number) {
  const entries = await rest.history(sessionId);
  const slots = entries.map((entry) => `${entry.revision} ${slotOf(entry.kind)}`);
  assert.equal(new Set(slots).size, slots.length, `${sessionId} has a revision twice`);
  const revisions = new Set(entries.map((entry) => entry.revision));
  const missing = Array.from({ length: revision }, (_, index) => index + 1).filter(
    (each) => !revisions.has(each),
  );
  assert.deepEqual(missing, [], `revisions of ${sessionId} are missing`);
}

/** A snapshot repeats a revision and stands beside the change that made it. */
function slotOf(kind: string): string {
  return kind === "Snapshot" ? "snapshot" : "change";
}
