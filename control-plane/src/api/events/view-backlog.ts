import type { Lease } from "@rae/protocol";
import type { DeviceRecord } from "../../core/device-record.ts";
import type { FleetIndex } from "../../core/fleet-index.ts";
import type { FleetView, ViewChange, ViewPosition } from "../../ports/fleet-view.ts";
import { ChangeList, firstPlace, LastChanges, type Missed } from "./last-changes.ts";

/**
 * What the view's own changes tell of the time before the journal, from one position on: read once for all clients that were
 * connected there or later, as often happens when another process of the api has ended.
 */
export class ViewBacklog {
  readonly #view: FleetView;
  readonly #positions: ViewPosition[] = [];
  readonly #boxes = new LastChanges();
  readonly #sessions = new LastChanges();
  readonly #gateways = new LastChanges();
  readonly #leases = new LastChanges();
  readonly #ended: DeviceRecord[] = [];
  readonly #endedLeases: Lease[] = [];
  #lists:
    | {
        readonly boxes: ChangeList;
        readonly sessions: ChangeList;
        readonly leases: ChangeList;
      }
    | undefined;

  private constructor(view: FleetView) {
    this.#view = view;
  }

  /**
   * Reads the changes behind `position` until all those before `target` were read.
   * @throws RaeError `bad-cursor` if the view does not keep the position any more, `view-unavailable`; the reason of `signal`.
   */
  static async read(
    view: FleetView,
    position: ViewPosition,
    target: ViewPosition,
    signal: AbortSignal,
  ): Promise<ViewBacklog> {
    const backlog = new ViewBacklog(view);
    if (view.covers(position, target)) return backlog;
    for await (const batch of view.changes(position, signal)) {
      for (const change of batch) backlog.#add(change);
      const reached = batch.at(-1)?.position;
      if (reached !== undefined && view.covers(reached, target)) return backlog;
    }
    throw signal.reason;
  }

  /** Devices that have left meanwhile. */
  get ended(): readonly DeviceRecord[] {
    return this.#ended;
  }

  /** Leases that have ended meanwhile. */
  get endedLeases(): readonly Lease[] {
    return this.#endedLeases;
  }

  /**
   * What changed behind a position that is not before the one that was read from. Whether presence changed only by time is not
   * among the changes: boxes whose gateway was heard, or that are not present now, count as changed.
   */
  since(position: ViewPosition, index: FleetIndex): Missed {
    this.#lists ??= this.#listed(index);
    const isBehind = (place: number) =>
      !this.#view.covers(position, this.#positions[place] ?? position);
    const first = firstPlace(this.#positions.length, isBehind);
    const { boxes, sessions, leases } = this.#lists;
    return {
      boxes: boxes.since(first),
      sessions: sessions.since(first),
      leases: leases.since(first),
    };
  }

  #add({ position, change }: ViewChange): void {
    const number = this.#positions.push(position) - 1;
    if (change.kind === "device") {
      this.#sessions.add(change.record.sessionId, number);
      if (change.record.ended !== undefined) this.#ended.push(change.record);
    } else if (change.kind === "box") this.#boxes.add(change.record.boxId, number);
    else if (change.kind === "lease") {
      this.#leases.add(change.record.leaseId, number);
      if (change.record.state === "ended") this.#endedLeases.push(change.record);
    } else if (change.kind === "gateway") this.#gateways.add(change.record.gatewayId, number);
  }

  #listed(index: FleetIndex) {
    const boxes = new Map(this.#boxes.entries);
    const sessions = new Map(this.#sessions.entries);
    const gateways = new Map(this.#gateways.entries);
    const raise = (numbers: Map<string, number>, id: string, number: number) =>
      numbers.set(id, Math.max(number, numbers.get(id) ?? number));
    for (const { boxId, record, presence } of index.boxes()) {
      const heard = record === undefined ? undefined : gateways.get(record.gatewayId);
      const isPresent = presence.state === "present";
      const number = isPresent ? heard : this.#positions.length;
      if (number === undefined) continue;
      raise(boxes, boxId, number);
      for (const { record: device } of index.devicesOfBox(boxId)) {
        raise(sessions, device.sessionId, number);
      }
    }
    return { boxes: sorted(boxes), sessions: sorted(sessions), leases: this.#leases.list() };
  }
}

function sorted(numbers: ReadonlyMap<string, number>): ChangeList {
  const entries = [...numbers].sort(([, a], [, b]) => a - b);
  return new ChangeList(
    entries.map(([id]) => id),
    entries.map(([, number]) => number),
  );
}
