import { isTerminal } from "@rae/protocol";
import type { BoxRecord } from "../core/box-record.ts";
import type { CommandRecord } from "../core/command-record.ts";
import type { DeviceRecord } from "../core/device-record.ts";
import type { FleetView } from "../ports/fleet-view.ts";
import type { History } from "../ports/history.ts";

export interface CurrentStates {
  readonly devices: DeviceRecord[];
  readonly boxes: BoxRecord[];
  readonly commands: CommandRecord[];
}

const batchSize = 500;

/**
 * Brings the view up to the current states of the history: it fills one that was lost, and changes nothing in one that
 * is whole. `onBatch` is shown all that is not over, once it is in the view.
 */
export async function rebuildView(
  history: History,
  view: FleetView,
  onBatch: (states: CurrentStates) => void,
  signal: AbortSignal,
): Promise<void> {
  let batch = emptyBatch();
  const flush = async () => {
    signal.throwIfAborted();
    await view.apply({ ...batch, gateways: [] });
    onBatch(batch);
    batch = emptyBatch();
  };
  for await (const { kind, record } of history.scanCurrent(signal)) {
    if (kind === "device") batch.devices.push(record);
    else if (kind === "box") batch.boxes.push(record);
    else if (!isTerminal(record.state)) batch.commands.push(record);
    const size = batch.devices.length + batch.boxes.length + batch.commands.length;
    if (size >= batchSize) await flush();
  }
  await flush();
}

function emptyBatch(): CurrentStates {
  return { devices: [], boxes: [], commands: [] };
}
