import { hostname } from "node:os";
import { type Clock, type Closable, CloseStack, type Logger } from "@rae/kit";
import type { RecordLog } from "@rae/stream";
import type { Registry } from "prom-client";
import { Leasing } from "../../leasing/leasing.ts";
import type { LeaseStore } from "../../ports/lease-store.ts";
import type { Sights } from "../access/sights.ts";
import type { ApiLimits } from "../api-options.ts";
import type { CommandDesk } from "../commands/command-desk.ts";
import type { FleetWatch } from "../fleet-watch.ts";
import type { RecordFinder } from "../record-finder.ts";
import { DevicePool } from "./device-pool.ts";
import { ExpiryWatch } from "./expiry-watch.ts";
import { LeaseAttempts } from "./lease-attempts.ts";
import type { LeaseBook } from "./lease-book.ts";
import { LeaseDesk } from "./lease-desk.ts";
import { LeaseDispatcher } from "./lease-dispatcher.ts";
import type { LeaseFinder } from "./lease-finder.ts";
import { LeaseMetrics } from "./lease-metrics.ts";
import { LogLeaseParties } from "./lease-parties.ts";
import type { LeasePolicy } from "./lease-policy.ts";
import { LeaseQueue } from "./lease-queue.ts";
import { LeaseRounds } from "./lease-rounds.ts";
import { LeaseStreams } from "./lease-streams.ts";
import { RebornBoxes } from "./reborn-boxes.ts";

/** What routes of leases work with. */
export interface LeaseContext {
  readonly desk: LeaseDesk;
  readonly finder: LeaseFinder;
  readonly queue: LeaseQueue;
  readonly book: LeaseBook;
  readonly streams: LeaseStreams;
  readonly expiry: ExpiryWatch;
}

export interface LeaseContextOptions {
  readonly store: LeaseStore;
  readonly policy: LeasePolicy;
  readonly book: LeaseBook;
  readonly finder: LeaseFinder;
  readonly commands: CommandDesk;
  readonly records: RecordFinder;
  readonly watch: FleetWatch;
  readonly log: RecordLog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: ApiLimits;
  readonly registry: Registry;
  readonly token: string;
  readonly sights: Sights;
}

/** Everything about leases in one api, running. `close` ends waits and streams, then the dispatcher. */
export interface RunningLeases extends LeaseContext, Closable {}

/** Puts the parts together. */
export function openLeases(options: LeaseContextOptions): RunningLeases {
  const { store, policy, book, finder, watch, log, clock, logger, limits, registry } = options;
  const stack = new CloseStack();
  const pool = new DevicePool({ watch, book, clock });
  const queue = new LeaseQueue({
    ...{ book, pool, clock, logger },
    sightOf: (lease) => options.sights.sightOfLease(lease),
  });
  const metrics = new LeaseMetrics(registry, {
    queued: () => book.queuedCount,
    held: () => book.heldCount,
    oldestQueuedMs: () => queue.oldestMs(),
    leads: () => dispatcher.leads,
  });
  const parties = stack.use(
    "lease parties",
    new LogLeaseParties({
      ...{ desk: options.commands, log, watch, book, clock, logger, metrics },
      appendMs: limits.appendMs,
    }),
  );
  const by = `${hostname()}/${process.pid}`;
  const leasing = new Leasing({ store, parties, clock, logger, by });
  const attempts = new LeaseAttempts(leasing, pool, metrics);
  const rounds = new LeaseRounds({
    ...{ leasing, store, parties, watch, book, clock, logger },
    finder: options.records,
  });
  const reborn = new RebornBoxes(watch, book, parties, logger);
  const dispatcher: LeaseDispatcher = stack.use(
    "lease dispatcher",
    new LeaseDispatcher({
      ...{ leasing, watch, book, queue, attempts, rounds, reborn, clock, logger },
    }),
  );
  const expiry = new ExpiryWatch(book, clock);
  stack.push("lease expiry", () => expiry.close());
  const desk = stack.use(
    "lease desk",
    new LeaseDesk({
      ...{ leasing, store, book, finder, queue, pool, attempts, metrics, policy, clock },
      ...{ waitingMax: limits.waitingCommands, token: options.token },
    }),
  );
  const streams = stack.use(
    "lease streams",
    new LeaseStreams({ book, queue, watch, expiry, clock, logger, limits }),
  );
  return { desk, finder, queue, book, streams, expiry, close: () => stack.close() };
}
