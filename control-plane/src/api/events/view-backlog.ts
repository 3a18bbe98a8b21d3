import type { DeviceRecord } from "../../core/device-record.ts";
import type { FleetIndex } from "../../core/fleet-index.ts";
import type { FleetView, ViewPosition } from "../../ports/fleet-view.ts";
import type { Touched } from "./event-journal.ts";

/** What the view's own changes tell of the time before the journal. */
export interface Backlog extends Touched {
  /** Devices that have left meanwhile. */
  readonly ended: readonly DeviceRecord[];
}

/**
 * Reads the view's changes behind `position` until all those before `target` were read, for a client that was connected before
 * this process started, or to another one. Whether presence changed only by time is not among the changes: boxes whose gateway was heard, or
 * that are not present now, count as touched.
 * @throws RaeError `bad-cursor` if the view does not keep the position any more, `view-unavailable`; the reason of `signal`.
 */
export async function readBacklog(
  view: FleetView,
  index: FleetIndex,
  position: ViewPosition,
  target: ViewPosition,
  signal: AbortSignal,
): Promise<Backlog> {
  const sessionIds = new Set<string>();
  const boxIds = new Set<string>();
  const gatewayIds = new Set<string>();
  const ended: DeviceRecord[] = [];
  const finish = (): Backlog => {
    for (const { boxId, record, presence } of index.boxes()) {
      const wasHeard = record !== undefined && gatewayIds.has(record.gatewayId);
      if (presence.state === "present" && !wasHeard) continue;
      boxIds.add(boxId);
      for (const device of index.devicesOfBox(boxId)) sessionIds.add(device.record.sessionId);
    }
    return { sessionIds, boxIds, ended };
  };
  if (view.covers(position, target)) return finish();
  for await (const batch of view.changes(position, signal)) {
    for (const { change } of batch) {
      if (change.kind === "device") {
        sessionIds.add(change.record.sessionId);
        if (change.record.ended !== undefined) ended.push(change.record);
      } else if (change.kind === "box") boxIds.add(change.record.boxId);
      else if (change.kind === "gateway") gatewayIds.add(change.record.gatewayId);
    }
    const reached = batch.at(-1)?.position;
    if (reached !== undefined && view.covers(reached, target)) return finish();
  }
  throw signal.reason;
}
