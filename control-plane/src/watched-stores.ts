import { openHistory, openView, watchClock } from "./open-stores.ts";
import type { ReadinessCheck } from "./operations/readiness.ts";
import { StoreWatch, storeWatchMetrics } from "./operations/store-watch.ts";
import type { FleetView } from "./ports/fleet-view.ts";
import type { History } from "./ports/history.ts";
import type { ProcessContext } from "./process-context.ts";

export interface WatchedStores {
  readonly view: FleetView;
  readonly history: History;
  /** Whether each takes writes, and whether clocks agree. */
  readonly checks: readonly ReadinessCheck[];
}

/** Opens view and history for a process that writes to them: `/readyz` and metrics tell when one takes no writes. See `openLog`. */
export function openWatchedStores(context: ProcessContext): WatchedStores {
  const { clock, logger, metrics, stack } = context;
  const view = openView(context);
  const history = openHistory(context);
  const watch = (store: "view" | "history", probe: () => Promise<void>) =>
    stack.use(`watch over the ${store}`, new StoreWatch({ store, probe, clock, logger }));
  const watches = {
    view: watch("view", () => view.probe()),
    history: watch("history", () => history.probe()),
  };
  storeWatchMetrics(metrics, watches);
  return {
    view: {
      apply: (batch) => watches.view.follow(view.apply(batch)),
      readDevices: (sessionIds, ofBoxes) => view.readDevices(sessionIds, ofBoxes),
      readDevicesOfBox: (boxId) => view.readDevicesOfBox(boxId),
      readBoxes: (boxIds) => view.readBoxes(boxIds),
      readGateways: (gatewayIds) => view.readGateways(gatewayIds),
      readCommands: (commandIds) => view.readCommands(commandIds),
      readLeases: (leaseIds) => view.readLeases(leaseIds),
      scan: (signal) => view.scan(signal),
      changes: (position, signal) => view.changes(position, signal),
      covers: (reached, position) => view.covers(reached, position),
      completeness: () => view.completeness(),
      refill: (fill, signal) => view.refill(fill, signal),
      clear: () => view.clear(),
      sync: () => watches.view.follow(view.sync()),
      probe: () => view.probe(),
      close: () => view.close(),
    },
    history: {
      write: (batch) => watches.history.follow(history.write(batch)),
      read: (query) => history.read(query),
      readDevices: (sessionIds) => history.readDevices(sessionIds),
      readBoxes: (boxIds) => history.readBoxes(boxIds),
      readCommands: (commandIds) => history.readCommands(commandIds),
      readCommandsOfDevice: (sessionId, limit) => history.readCommandsOfDevice(sessionId, limit),
      readLease: (leaseId) => history.readLease(leaseId),
      readLeasesOfDevice: (...query) => history.readLeasesOfDevice(...query),
      readEndedLeases: (fromMs, toMs) => history.readEndedLeases(fromMs, toMs),
      writeAudit: (entries) => watches.history.follow(history.writeAudit(entries)),
      readAudit: (query) => history.readAudit(query),
      scanCurrent: (signal, kinds) => history.scanCurrent(signal, kinds),
      readServerClock: () => history.readServerClock(),
      sync: () => watches.history.follow(history.sync()),
      probe: () => history.probe(),
      close: () => history.close(),
    },
    checks: [watches.view.check, watches.history.check, watchClock(context, history)],
  };
}
