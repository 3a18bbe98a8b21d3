import { type Clock, type Closable, type Logger, repeat } from "@rae/kit";
import type { Lease } from "@rae/protocol";
import type { AccessRecord } from "../../core/access/access-record.ts";
import { Assignments } from "../../core/access/assignments.ts";
import { defaultTenant, type Principal } from "../../core/access/principal.ts";
import { Sight, tenantSeenBy } from "../../core/access/sight.ts";
import { fleetSeenBy } from "../../core/seen-fleet.ts";
import type { FleetWatch } from "../fleet-watch.ts";
import type { Asker } from "./asker.ts";

/** Where shares and assignments are known (`AccessBook`). */
export interface SharingRecords {
  all(kind: "share" | "assignment"): readonly AccessRecord[];
  /** Calls `tell`, which must not throw, with what has changed; the returned function ends it. */
  listen(tell: (changed: readonly AccessRecord[]) => void): () => void;
}

export interface SightsOptions {
  readonly records: SharingRecords;
  readonly watch: FleetWatch;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How late the end of a share by its time may be told to streams. Requests see it at once. */
const endsMs = 250;

/** Says what each principal sees, as shares and assignments are now, and tells the fleet which devices are assigned to whom. */
export class Sights implements Closable {
  readonly #options: SightsOptions;
  readonly #sights = new Map<string, Sight>();
  readonly #listeners = new Set<() => void>();
  readonly #stops: readonly (() => void)[];
  /** When the next share or assignment ends by itself. */
  #endsAtMs = Number.POSITIVE_INFINITY;

  constructor(options: SightsOptions) {
    this.#options = options;
    const { records, clock, logger } = options;
    this.#stops = [
      records.listen((changed) => {
        if (changed.some(decidesSight)) this.#refresh();
      }),
      repeat(
        clock,
        endsMs,
        () => this.#endThose(),
        (error) => logger.error({ err: error }, "ends of shares are not watched any more"),
      ),
    ];
    this.#refresh();
  }

  /** Who asks, with what he sees. @throws RaeError `view-unavailable`. */
  askerOf(principal: Principal): Asker {
    const sight = this.sightOf(principal);
    return { principal, sight, fleet: fleetSeenBy(this.#options.watch.index, sight) };
  }

  sightOf(principal: Principal): Sight {
    const tenant = tenantSeenBy(principal);
    return tenant === undefined ? Sight.everything : this.#ofTenant(tenant);
  }

  /** What a lease may be given devices from: what its tenant sees, or everything. */
  sightOfLease({ tenant, reach }: Pick<Lease, "tenant" | "reach">): Sight {
    const isOfPlatform = reach === "platform" || tenant === undefined;
    return isOfPlatform ? Sight.everything : this.#ofTenant(tenant);
  }

  /** Calls `tell`, which must not throw, when what somebody sees may have changed; the returned function ends it. */
  listen(tell: () => void): () => void {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    this.#listeners.clear();
  }

  #ofTenant(tenant: string): Sight {
    this.#endThose();
    const known = this.#sights.get(tenant);
    if (known !== undefined) return known;
    const { records, clock } = this.#options;
    const sight = Sight.ofTenant(tenant, records.all("share"), clock.nowMs());
    this.#sights.set(tenant, sight);
    return sight;
  }

  #endThose(): void {
    if (this.#options.clock.nowMs() >= this.#endsAtMs) this.#refresh();
  }

  #refresh(): void {
    const { records, watch, clock } = this.#options;
    const nowMs = clock.nowMs();
    const assignments = records.all("assignment");
    this.#sights.clear();
    this.#endsAtMs = Math.min(
      ...[...records.all("share"), ...assignments]
        .map(({ expiresAtMs = Number.POSITIVE_INFINITY }) => expiresAtMs)
        .filter((atMs) => atMs > nowMs),
    );
    watch.assign(Assignments.of(assignments, nowMs));
    for (const tell of this.#listeners) tell();
  }
}

function decidesSight({ kind }: AccessRecord): boolean {
  return kind === "share" || kind === "assignment";
}

/** Whose what a principal makes is. */
export function ownershipOf({ id, tenant, reach }: Principal) {
  return { owner: id, tenant, ...(reach === "platform" ? { reach } : {}) };
}

/** Whose a lease is. */
export function tenantOfLease({ tenant = defaultTenant }: Lease): string {
  return tenant;
}
