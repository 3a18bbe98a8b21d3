import type { Clock } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import { anotherTenant } from "../../core/access/lease-of-another.ts";
import type { Sight } from "../../core/access/sight.ts";
import type { DeviceRow } from "../../core/fleet-index-row.ts";
import { chooseDevices, isAnyChoice } from "../../core/match/choose-devices.ts";
import { meetsRequirements } from "../../core/match/requirements.ts";
import { type Asker, checkOnDevice } from "../access/asker.ts";
import type { FleetWatch } from "../fleet-watch.ts";
import type { LeaseBook } from "./lease-book.ts";
import { countOf, type DeviceName, type LeaseRequest, type MatchRequest } from "./lease-request.ts";
import type { WaitingLease } from "./plan-queue.ts";

/** Devices of which it is told why they are not available. */
const reasonsMax = 20;

/** After this long an attempt that is overdue is over, whoever made it. */
const graceMs = 2_000;

export interface DevicePoolOptions {
  readonly watch: FleetWatch;
  readonly book: LeaseBook;
  readonly clock: Clock;
}

/** Says which devices leases can have now. */
export class DevicePool {
  readonly #options: DevicePoolOptions;
  /** Devices that could not be got a moment ago, and until when they are left alone. */
  readonly #shunned = new Map<string, number>();

  constructor(options: DevicePoolOptions) {
    this.#options = options;
  }

  /** The named devices, or all that meet the requirements, whether they are free or not. @throws RaeError `view-unavailable`. */
  all(request: LeaseRequest, sight: Sight): readonly DeviceRow[] {
    const named = request.kind === "named" ? request.names : [];
    const rows =
      request.kind === "named"
        ? named.flatMap((name) => this.#named(name, sight) ?? [])
        : [...this.#devices(sight)].filter((row) => meetsRequirements(request.requirements, row));
    return rows.flatMap((row) => (sight.mayLease(row) ? (sight.show(row) ?? []) : []));
  }

  /** Every device that is available, or asleep, as far as the requests may mean it; for each of them that may not be all. */
  free(waiting: readonly Pick<WaitingLease, "request" | "sight">[]): readonly DeviceRow[] {
    const isNamed = waiting.every(({ request }) => request.kind === "named");
    const rows = isNamed
      ? waiting.flatMap(({ request, sight }) =>
          request.kind === "named" ? request.names.map((name) => this.#named(name, sight)) : [],
        )
      : this.#everyDevice();
    const free = new Set<DeviceRow>();
    for (const row of rows) if (row !== undefined && this.#isFree(row)) free.add(row);
    return [...free];
  }

  /** Free devices for one request, if no other waits; undefined if there are not enough. `random` gives numbers from 0 up to 1. */
  choose(
    { request, sight }: Pick<WaitingLease, "request" | "sight">,
    random: () => number,
  ): readonly DeviceRow[] | undefined {
    if (request.kind === "named") {
      const rows = this.free([{ request, sight }]).filter((row) => sight.mayLease(row));
      return rows.length === request.names.length ? rows : undefined;
    }
    const isFree = (row: DeviceRow) => row.availability.word === "available" && this.#isFree(row);
    return this.#chooseOf(isFree, request, sight, random);
  }

  /** The ids of the devices that the names mean now. */
  idsOf(names: readonly DeviceName[], sight: Sight): readonly (string | undefined)[] {
    return names.map((name) => this.#named(name, sight)?.record.sessionId);
  }

  /**
   * Finds out whether the request can be met at all, by the fleet as it is and as who asks sees it.
   * @throws RaeError `device-not-found`, `forbidden`, `lease-not-enforced`, `no-device-matches`, `bad-request` if two names mean one device.
   */
  checkPossible(request: LeaseRequest, asker: Asker): void {
    const { sight } = asker;
    if (request.kind === "named") {
      for (const name of request.names) this.#checkNamed(name, asker);
      if (new Set(this.idsOf(request.names, sight)).size === request.names.length) return;
      throw new RaeError("bad-request", "two of the names mean the same device");
    }
    // Any devices will do to see whether there are enough, so that chance is not asked.
    const any = this.#chooseOf(
      () => true,
      request,
      sight,
      () => 0,
    );
    if (any !== undefined) return;
    throw new RaeError("no-device-matches", "no devices of the fleet meet the requirements", {
      details: { matching: this.all(request, sight).length, wanted: countOf(request) },
    });
  }

  /** That the devices exist and are not free, with why, for the first of them. */
  notAvailable(request: LeaseRequest, sight: Sight): RaeError {
    const rows = this.all(request, sight);
    const devices = rows.slice(0, reasonsMax).map(({ record, availability }) => ({
      device: record.sessionId,
      ...this.#availability(record.sessionId, availability, sight),
    }));
    return new RaeError("not-available", "the devices are not available now", {
      details: { devices, matching: rows.length },
    });
  }

  /** Leaves a device alone for a while, as an attempt to get it has failed. */
  shun(sessionId: string, forMs: number): void {
    const nowMs = this.#options.clock.monotonicMs();
    for (const [each, untilMs] of this.#shunned) if (untilMs <= nowMs) this.#shunned.delete(each);
    this.#shunned.set(sessionId, nowMs + forMs);
  }

  /** Looks at no more devices than it has to: the fleet may be large, and most of it fit. */
  #chooseOf(
    isMeant: (row: DeviceRow) => boolean,
    { requirements, choice }: MatchRequest,
    sight: Sight,
    random: () => number,
  ): readonly DeviceRow[] | undefined {
    const found: DeviceRow[] = [];
    const isEnough = () => isAnyChoice(choice) && found.length === choice.count;
    for (const row of this.#devices(sight, random())) {
      if (sight.mayLease(row) && isMeant(row) && meetsRequirements(requirements, row))
        found.push(row);
      if (isEnough()) return found;
    }
    return chooseDevices(found, choice, random);
  }

  /** Those that are seen, all once, beginning at `share` of them (from 0 up to 1). */
  #devices(sight: Sight, share = 0): Iterable<DeviceRow> {
    const { index } = this.#options.watch;
    if (sight.isEverything) return share === 0 ? this.#everyDevice() : index.devicesFrom(share);
    const rows = [...index.rows({}, sight)];
    const first = Math.floor(share * rows.length);
    return [...rows.slice(first), ...rows.slice(0, first)];
  }

  *#everyDevice(): Generator<DeviceRow> {
    const { index } = this.#options.watch;
    for (const { boxId } of index.boxes()) yield* index.devicesOfBox(boxId);
  }

  #isFree({ record, availability }: DeviceRow): boolean {
    if (availability.word !== "available" && availability.word !== "asleep") return false;
    const { book, clock } = this.#options;
    const taker = book.taker(record.sessionId);
    if (taker !== undefined && clock.nowMs() <= taker.untilMs + graceMs) return false;
    return !this.#isShunned(record.sessionId);
  }

  #isShunned(sessionId: string): boolean {
    const untilMs = this.#shunned.get(sessionId);
    return untilMs !== undefined && untilMs > this.#options.clock.monotonicMs();
  }

  #availability(sessionId: string, { word, reason }: DeviceRow["availability"], sight: Sight) {
    const taker = this.#options.book.taker(sessionId);
    if (word === "available" && taker !== undefined) {
      return {
        availability: "leased",
        reason: `${sight.owns(taker) ? taker.holder : anotherTenant} is getting it`,
      };
    }
    const why = this.#isShunned(sessionId) ? "it could not be got a moment ago" : null;
    return { availability: word, reason: reason ?? why };
  }

  #named({ by, text }: DeviceName, sight: Sight): DeviceRow | undefined {
    const { index } = this.#options.watch;
    const byId = by === "any" ? index.device(text) : undefined;
    return byId !== undefined && sight.sees(byId) ? byId : index.deviceWithAsset(text, sight);
  }

  #checkNamed(name: DeviceName, asker: Asker): void {
    const row = this.#named(name, asker.sight);
    if (row === undefined) {
      throw new RaeError("device-not-found", `there is no device ${name.text}`, {
        details: { device: name.text },
      });
    }
    checkOnDevice(asker, "leases.acquire", row);
    const { boxId, sessionId } = row.record;
    const box = this.#options.watch.index.box(boxId)?.record;
    if (box === undefined || box.status.enforcesLeases === true) return;
    throw new RaeError("lease-not-enforced", `the agent of box ${boxId} does not enforce leases`, {
      details: { device: sessionId, boxId },
    });
  }
}
