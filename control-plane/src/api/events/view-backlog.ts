import type { DeviceRecord } from "../../core/device-record.ts";
import type { FleetIndex } from "../../core/fleet-index.ts";
import type { FleetView, ViewPosition } from "../../ports/fleet-view.ts";
import type { Touched } from "./event-journal.ts";

/** What the view's own changes tell of the time before the journal. */
export interface Backlog extends Touched {
  /** Devices that have left meanwhile. */
  readonly ended: readonly DeviceRecord[];
  /** Where the reading met the journal. */
  readonly reached: ViewPosition;
}

/**
 * Reads the view's changes behind `position` until one that `isKnown`, for a client that was connected before this process
 * started, or to another one. Whether presence changed only by time is not among the changes: boxes whose gateway was heard, or
 * that are not present now, count as touched.
 * @throws RaeError `bad-cursor` if the view does not keep the position any more, `view-unavailable`; the reason of `signal`.
 */
export async function readBacklog(
  view: FleetView,
  index: FleetIndex,
  position: ViewPosition,
  isKnown: (position: ViewPosition) => boolean,
  signal: AbortSignal,
): Promise<Backlog> {
  const sessionIds = new Set<string>();
  const boxIds = new Set<string>();
  const gatewayIds = new Set<string>();
  const ended: DeviceRecord[] = [];
  const finish = (reached: ViewPosition): Backlog => {
    for (const { boxId, record, presence } of index.boxes()) {
      const wasHeard = record !== undefined && gatewayIds.has(record.gatewayId);
      if (presence.state === "present" && !wasHeard) continue;
      boxIds.add(boxId);
      for (const device of index.devicesOfBox(boxId)) sessionIds.add(device.record.sessionId);
    }
    return { sessionIds, boxIds, ended, reached };
  };
  for await (const batch of view.changes(position, signal)) {
    for (const { position: reached, change } of batch) {
      if (change.kind === "device") {
        sessionIds.add(change.record.sessionId);
        if (change.record.ended !== undefined) ended.push(change.record);
      } else if (change.kind === "box") boxIds.add(change.record.boxId);
      else if (change.kind === "gateway") gatewayIds.add(change.record.gatewayId);
      if (isKnown(reached)) return finish(reached);
    }
  }
  throw signal.reason;
}
