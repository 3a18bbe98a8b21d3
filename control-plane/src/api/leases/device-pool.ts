import type { Clock } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import type { DeviceRow } from "../../core/fleet-index-row.ts";
import { chooseDevices, isAnyChoice } from "../../core/match/choose-devices.ts";
import { meetsRequirements } from "../../core/match/requirements.ts";
import type { FleetWatch } from "../fleet-watch.ts";
import type { LeaseBook } from "./lease-book.ts";
import { countOf, type DeviceName, type LeaseRequest, type MatchRequest } from "./lease-request.ts";

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
  all(request: LeaseRequest): readonly DeviceRow[] {
    if (request.kind === "named") {
      return request.names.map((name) => this.#named(name)).filter((row) => row !== undefined);
    }
    const { requirements } = request;
    return [...this.#everyDevice()].filter((row) => meetsRequirements(requirements, row));
  }

  /** Every device that is available, or asleep, as far as the requests may mean it. */
  free(requests: readonly LeaseRequest[]): readonly DeviceRow[] {
    const names = requests.flatMap((each) => (each.kind === "named" ? each.names : []));
    const isNamed = requests.every(({ kind }) => kind === "named");
    const rows = isNamed ? names.map((name) => this.#named(name)) : this.#everyDevice();
    const free = new Set<DeviceRow>();
    for (const row of rows) if (row !== undefined && this.#isFree(row)) free.add(row);
    return [...free];
  }

  /** Free devices for one request, if no other waits; undefined if there are not enough. `random` gives numbers from 0 up to 1. */
  choose(request: LeaseRequest, random: () => number): readonly DeviceRow[] | undefined {
    if (request.kind === "named") {
      const rows = this.free([request]);
      return rows.length === request.names.length ? rows : undefined;
    }
    const isFree = (row: DeviceRow) => row.availability.word === "available" && this.#isFree(row);
    return this.#chooseOf(isFree, request, random);
  }

  /** The ids of the devices that the names mean now. */
  idsOf(names: readonly DeviceName[]): readonly (string | undefined)[] {
    return names.map((name) => this.#named(name)?.record.sessionId);
  }

  /**
   * Finds out whether the request can be met at all, by the fleet as it is.
   * @throws RaeError `device-not-found`, `lease-not-enforced`, `no-device-matches`, `bad-request` if two names mean one device.
   */
  checkPossible(request: LeaseRequest): void {
    if (request.kind === "named") {
      for (const name of request.names) this.#checkNamed(name);
      if (new Set(this.idsOf(request.names)).size === request.names.length) return;
      throw new RaeError("bad-request", "two of the names mean the same device");
    }
    // Any devices will do to see whether there are enough, so that chance is not asked.
    const any = this.#chooseOf(
      () => true,
      request,
      () => 0,
    );
    if (any !== undefined) return;
    throw new RaeError("no-device-matches", "no devices of the fleet meet the requirements", {
      details: { matching: this.all(request).length, wanted: countOf(request) },
    });
  }

  /** That the devices exist and are not free, with why, for the first of them. */
  notAvailable(request: LeaseRequest, cause?: unknown): RaeError {
    const rows = this.all(request);
    const devices = rows.slice(0, reasonsMax).map(({ record, availability }) => ({
      device: record.sessionId,
      ...this.#availability(record.sessionId, availability),
    }));
    return new RaeError("not-available", "the devices are not available now", {
      cause,
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
    random: () => number,
  ): readonly DeviceRow[] | undefined {
    const found: DeviceRow[] = [];
    const isEnough = () => isAnyChoice(choice) && found.length === choice.count;
    for (const row of this.#options.watch.index.devicesFrom(random())) {
      if (isMeant(row) && meetsRequirements(requirements, row)) found.push(row);
      if (isEnough()) return found;
    }
    return chooseDevices(found, choice, random);
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

  #availability(sessionId: string, { word, reason }: DeviceRow["availability"]) {
    const taker = this.#options.book.taker(sessionId);
    if (word === "available" && taker !== undefined) {
      return { availability: "leased", reason: `${taker.holder} is getting it` };
    }
    const why = this.#isShunned(sessionId) ? "it could not be got a moment ago" : null;
    return { availability: word, reason: reason ?? why };
  }

  #named({ by, text }: DeviceName): DeviceRow | undefined {
    const { index } = this.#options.watch;
    const byId = by === "any" ? index.device(text) : undefined;
    return byId ?? index.deviceByAsset(text);
  }

  #checkNamed(name: DeviceName): void {
    const row = this.#named(name);
    if (row === undefined) {
      throw new RaeError("device-not-found", `there is no device ${name.text}`, {
        details: { device: name.text },
      });
    }
    const { boxId, sessionId } = row.record;
    const box = this.#options.watch.index.box(boxId)?.record;
    if (box === undefined || box.status.enforcesLeases === true) return;
    throw new RaeError("lease-not-enforced", `the agent of box ${boxId} does not enforce leases`, {
      details: { device: sessionId, boxId },
    });
  }
}
