import { isTerminal, type Lease } from "@rae/protocol";
import type { BoxRecord } from "../core/box-record.ts";
import type { CommandRecord } from "../core/command-record.ts";
import type { CurrentKind } from "../core/current-kind.ts";
import type { DeviceRecord } from "../core/device-record.ts";
import type { FleetView } from "../ports/fleet-view.ts";
import type { History } from "../ports/history.ts";

export interface CurrentStates {
  readonly devices: DeviceRecord[];
  readonly boxes: BoxRecord[];
  readonly commands: CommandRecord[];
  readonly leases: Lease[];
}

const batchSize = 1000;
const batchesAtOnce = 4;

/** All that is not over, or some kinds of it, from the history, in batches. */
export async function* currentStates(
  history: History,
  signal: AbortSignal,
  kinds?: ReadonlySet<CurrentKind>,
): AsyncGenerator<CurrentStates> {
  let batch = emptyBatch();
  for await (const { kind, record } of history.scanCurrent(signal, kinds)) {
    if (kind === "device") batch.devices.push(record);
    else if (kind === "box") batch.boxes.push(record);
    else if (kind === "lease") batch.leases.push(record);
    else if (!isTerminal(record.state)) batch.commands.push(record);
    if (sizeOf(batch) < batchSize) continue;
    yield batch;
    batch = emptyBatch();
  }
  if (sizeOf(batch) > 0) yield batch;
}

/**
 * Brings the view up to the current states of the history: it fills one that was lost, and changes nothing in one that
 * is whole. `onBatch` is shown all that is not over, once it is in the view. Several batches are written at once.
 */
export async function rebuildView(
  history: History,
  view: FleetView,
  onBatch: (states: CurrentStates) => void,
  signal: AbortSignal,
): Promise<void> {
  const failed = new AbortController();
  const ending = AbortSignal.any([signal, failed.signal]);
  const writing = new Set<Promise<void>>();
  const write = async (batch: CurrentStates) => {
    await view.apply({ ...batch, gateways: [] });
    onBatch(batch);
  };
  for await (const batch of currentStates(history, ending)) {
    ending.throwIfAborted();
    const written: Promise<void> = write(batch)
      .catch((error: unknown) => failed.abort(error))
      .finally(() => writing.delete(written));
    writing.add(written);
    if (writing.size >= batchesAtOnce) await Promise.race(writing);
  }
  await Promise.all(writing);
  ending.throwIfAborted();
}

function emptyBatch(): CurrentStates {
  return { devices: [], boxes: [], commands: [], leases: [] };
}

function sizeOf({ devices, boxes, commands, leases }: CurrentStates): number {
  return devices.length + boxes.length + commands.length + leases.length;
}
