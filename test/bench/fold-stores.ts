import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type DeviceRecord,
  engineLogLimits,
  type FleetView,
  type History,
  openSqliteFleetView,
  openSqliteHistory,
  type ViewBatch,
} from "@rae/control-plane";
import { MemoryFleetView, MemoryHistory } from "@rae/control-plane/testing";
import { silentLogger, systemClock } from "@rae/kit";
import { type ConsumptionLimits, defaultLimits } from "@rae/stream";

/** Where a fold goes, and the slices that suit it. */
export interface FoldStores {
  readonly view: FleetView;
  readonly history: History;
  readonly limits: ConsumptionLimits;
  close(): Promise<void>;
}

/** View and history on SQLite, durable, in a folder that goes with them. */
export async function sqliteStores(): Promise<FoldStores> {
  const folder = await mkdtemp(join(tmpdir(), "rae-bench-fold-"));
  const shared = { clock: systemClock, logger: silentLogger };
  const view = openSqliteFleetView({ ...shared, path: join(folder, "view.sqlite") });
  const history = openSqliteHistory({ ...shared, path: join(folder, "history.sqlite") });
  return {
    view,
    history,
    limits: defaultLimits,
    async close() {
      await view.close();
      await history.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Stores that cost nothing but what every engine's client must do: a record becomes text when written, and is parsed when read. */
export async function costlessStores(): Promise<FoldStores> {
  const view = new TextView();
  const history = new ForgetfulHistory();
  return { view, history, limits: engineLogLimits, close: async () => {} };
}

class TextView extends MemoryFleetView {
  readonly #texts = new Map<string, string>();

  override async apply({ devices }: ViewBatch): Promise<void> {
    for (const record of devices) this.#texts.set(record.sessionId, JSON.stringify(record));
  }

  override async readDevices(ids: readonly string[]): Promise<ReadonlyMap<string, DeviceRecord>> {
    const found = new Map<string, DeviceRecord>();
    for (const id of ids) {
      const text = this.#texts.get(id);
      if (text !== undefined) found.set(id, JSON.parse(text) as DeviceRecord);
    }
    return found;
  }
}

class ForgetfulHistory extends MemoryHistory {
  override async write(): Promise<void> {}
}
