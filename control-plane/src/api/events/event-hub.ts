import type { ServerResponse } from "node:http";
import { type Clock, type Logger, repeat, withDeadline } from "@rae/kit";
import { type Lease, RaeError, toRaeError } from "@rae/protocol";
import type { Principal } from "../../core/access/principal.ts";
import type { Sight } from "../../core/access/sight.ts";
import type { DeviceRecord } from "../../core/device-record.ts";
import type { FleetIndex } from "../../core/fleet-index.ts";
import { concerns, type DeviceFilter, matchesFilter } from "../../core/fleet-index-filter.ts";
import { fleetSeenBy } from "../../core/seen-fleet.ts";
import type { FleetView, ViewPosition } from "../../ports/fleet-view.ts";
import type { Sights } from "../access/sights.ts";
import type { ApiMetrics } from "../api-metrics.ts";
import type { ApiLimits } from "../api-options.ts";
import type { FleetListener, FleetStep, FleetWatch } from "../fleet-watch.ts";
import { DeviceFrames } from "./device-frames.ts";
import { EventClient } from "./event-client.ts";
import {
  boxFrame,
  EffectFrames,
  endedFrame,
  type Frame,
  leaseFrame,
  type Reader,
  resetFrame,
  unmatchedFrame,
  withId,
} from "./event-frame.ts";
import { EventJournal, type Since, touchedBy } from "./event-journal.ts";
import type { IdRun } from "./last-changes.ts";
import { LeftDevices } from "./left-devices.ts";
import { NewestPosition } from "./newest-position.ts";
import type { SealedPositions } from "./sealed-positions.ts";
import { SharedBacklogs } from "./shared-backlogs.ts";
import { ViewBacklog } from "./view-backlog.ts";

const endedLeasesKept = 1_000;

const drainMs = 30_000;

/** How long the view may take to tell what a client missed. */
const backlogMs = 10_000;

/** A reading of what is before the journal, up to a position that was in it. */
interface Reading {
  readonly backlog: ViewBacklog;
  readonly target: ViewPosition;
}

/** What is so for a while, and no change of the fleet. */
export interface StandingNotice {
  readonly text: Frame;
  /** What it is about: only who has the lease is told. */
  readonly lease: Lease;
}

export interface EventHubOptions {
  readonly view: FleetView;
  readonly watch: FleetWatch;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: ApiLimits;
  readonly metrics: ApiMetrics;
  /** What a client is told as soon as it is live. */
  readonly standing: () => Iterable<StandingNotice>;
  readonly sights: Pick<Sights, "sightOf" | "listen">;
  readonly positions: SealedPositions;
}

/**
 * Tells every client of the event stream what happens to the fleet.
 *
 * INVARIANTS: every frame of a live client carries the id behind which the client has been told everything: the frames of a change
 * but its last carry the id of the change before, so that a cut between them repeats and never skips. So do all frames of a client that
 * catches up: until it is live they carry the id that it came with.
 */
export class EventHub implements FleetListener {
  readonly #options: EventHubOptions;
  readonly #clients = new Set<EventClient>();
  readonly #closing = new AbortController();
  readonly #journal: EventJournal;
  readonly #backlogs: SharedBacklogs<Reading>;
  readonly #newest: NewestPosition;
  readonly #deviceFrames = new DeviceFrames();
  /** Tombstones for clients that catch up; the oldest go first. */
  readonly #ended = new Map<string, DeviceRecord>();
  /** Leases that ended before this process read the fleet, for clients that catch up; the oldest go first. */
  readonly #endedLeases = new Map<string, Lease>();
  readonly #left: LeftDevices;
  readonly #stopListening: () => void;
  readonly #stopWatchingSights: () => void;
  readonly #stopBeating: () => void;
  /** The id behind which live clients have been told everything. */
  #position: ViewPosition = "";

  constructor(options: EventHubOptions) {
    this.#options = options;
    this.#journal = new EventJournal(options.limits.eventsKept);
    this.#left = new LeftDevices(options.limits.eventsKept);
    this.#stopWatchingSights = options.sights.listen(() => this.#lookAgain());
    this.#newest = new NewestPosition(options.view, options.clock);
    this.#backlogs = new SharedBacklogs({
      clock: options.clock,
      read: (position) => this.#readBacklog(position),
      covers: (reached, position) => options.view.covers(reached, position),
    });
    this.#stopListening = options.watch.listen(this);
    this.#stopBeating = repeat(
      options.clock,
      options.limits.heartbeatMs,
      () => this.#beat(),
      (error) => {
        throw error;
      },
    );
  }

  /** @throws RaeError `overloaded` if there are too many clients. */
  checkRoom(): void {
    const { eventClients } = this.#options.limits;
    if (this.#clients.size < eventClients) return;
    throw new RaeError("overloaded", `${eventClients} clients read the event stream already`, {
      details: { limit: eventClients },
    });
  }

  /** Serves the stream behind `lastEventId` if that is still known; the head has been sent. What it returns ends the stream, and says why. */
  serve(
    response: ServerResponse,
    filter: DeviceFilter,
    principal: Principal,
    lastEventId: string | undefined,
  ): (why: RaeError) => void {
    const { limits, clock, metrics, sights, logger } = this.#options;
    const client = new EventClient({
      response,
      filter,
      sightNow: () => sights.sightOf(principal),
      clock,
      drainMs,
      limitBytes: limits.eventClientBytes,
      frameOfDevice: (sessionId, reader) => this.#deviceNow(sessionId, reader),
      frameOfBox: (boxId, reader) => this.#boxNow(boxId, reader),
      frameOfLease: (leaseId, reader) => this.#leaseNow(leaseId, reader),
      onSlow: (waitingBytes) => {
        metrics.slowEventClients.inc();
        logger.warn({ waitingBytes }, "event client cut off: it reads too slowly");
      },
    });
    this.#clients.add(client);
    response.on("close", () => {
      this.#clients.delete(client);
      metrics.eventClients.set(this.#clients.size);
    });
    metrics.eventClients.set(this.#clients.size);
    if (lastEventId === undefined) this.#welcome(client);
    else {
      client.fallBehind(lastEventId);
      void this.#resume(client, lastEventId);
    }
    return (why) => client.end(why);
  }

  onRefill(position: ViewPosition): void {
    this.#position = position;
    this.#journal.reset(position);
    this.#backlogs.forget();
    this.#ended.clear();
    this.#endedLeases.clear();
    for (const client of this.#clients) {
      client.forget();
      this.#write(client, resetFrame("the fleet was read anew"));
    }
  }

  onSteps(steps: readonly FleetStep[], index: FleetIndex): void {
    const nowMs = this.#options.clock.nowMs();
    const texts = new Map<EventClient, string>();
    for (const step of steps) {
      this.#journal.append(step);
      this.#remember(step);
      const before = this.#position;
      if (step.position !== undefined) this.#position = step.position;
      const frames = step.effects.map((effect) => new EffectFrames(effect, index, nowMs));
      for (const client of this.#clients) {
        const { reader } = client;
        this.#noteLeft(step, reader.sight);
        if (client.isBehind) client.add(touchedBy(step));
        else {
          const own = frames.map((each) => each.forReader(reader));
          const idOf = (position: ViewPosition) =>
            this.#options.positions.seal(position, reader.sight);
          const text = numbered(
            own,
            () => idOf(before),
            () => idOf(this.#position),
          );
          texts.set(client, (texts.get(client) ?? "") + text);
        }
      }
    }
    for (const [client, text] of texts) {
      client.write(text, this.#options.positions.seal(this.#position, client.reader.sight));
    }
  }

  onCommands(): void {}

  /** Tells the clients that are live of what has become so; others are told when they are (`standing`). */
  tell(notice: StandingNotice): void {
    for (const client of this.#clients) if (!client.isBehind) this.#notify(client, notice);
  }

  close(): void {
    this.#closing.abort();
    this.#stopListening();
    this.#stopWatchingSights();
    this.#stopBeating();
    this.#backlogs.forget();
    for (const client of this.#clients)
      client.end(new RaeError("shutting-down", "the server is stopping"));
  }

  async #resume(client: EventClient, lastEventId: string): Promise<void> {
    const { sight } = client.reader;
    const position = this.#options.positions.open(lastEventId, sight);
    try {
      // What a share by match gives changes with the devices: what was seen then is not known.
      if (position === undefined || sight.changesWithDevices) throw notResumable();
      client.resume(this.#journal.since(position) ?? (await this.#sinceBefore(position)));
      await client.catchUp(() => this.#welcome(client));
    } catch (error) {
      const { code, message } = toRaeError(error);
      if (code !== "bad-cursor") this.#options.logger.warn({ err: error }, "resuming failed");
      client.skip();
      const why = sight.isEverything ? `: ${message}` : "";
      this.#write(client, resetFrame(`the position cannot be resumed${why}`));
      this.#welcome(client);
    }
  }

  /** The client is live. */
  #welcome(client: EventClient): void {
    this.#write(client, "\n");
    for (const notice of this.#options.standing()) this.#notify(client, notice);
  }

  #notify(client: EventClient, { text, lease }: StandingNotice): void {
    const { index } = this.#options.watch;
    const { filter, sight } = client.reader;
    if (!sight.owns(lease)) return;
    const rows = lease.devices.flatMap(({ sessionId }) => index.device(sessionId) ?? []);
    if (concerns(filter, rows)) this.#write(client, text);
  }

  /** A share has begun, changed or ended: what it gave is not told one by one. */
  #lookAgain(): void {
    for (const client of this.#clients) {
      if (client.seesAnew()) this.#write(client, resetFrame("what may be seen has changed"));
    }
  }

  #write(client: EventClient, text: Frame): void {
    const id = this.#options.positions.seal(this.#position, client.reader.sight);
    client.write(withId(text, id), id);
  }

  /** Remembers which devices went out of sight, for clients that catch up. */
  #noteLeft(step: FleetStep, sight: Sight): void {
    if (sight.tenant === undefined) return;
    for (const effect of step.effects) {
      if (effect.kind !== "device" || effect.before === undefined) continue;
      if (sight.sees(effect.before) && !sight.sees(effect.after)) {
        this.#left.add(effect.before, sight.tenant);
      }
    }
  }

  /** From the view's own changes, for a position that is older than this process. */
  async #sinceBefore(position: ViewPosition): Promise<Since> {
    if (!this.#options.view.covers(this.#position, position)) {
      await this.#newest.check(position, this.#closing.signal);
    }
    const { backlog, target } = await this.#backlogs.read(position);
    const newer = this.#journal.since(target);
    if (newer === undefined) {
      this.#backlogs.forget();
      throw new RaeError("bad-cursor", "more has changed meanwhile than is kept");
    }
    const missed = backlog.since(position, this.#options.watch.index);
    const newest = {
      sessionIds: [...idsOf(newer.missed.sessions), ...newer.newest.sessionIds],
      boxIds: [...idsOf(newer.missed.boxes), ...newer.newest.boxIds],
      leaseIds: [...idsOf(newer.missed.leases), ...newer.newest.leaseIds],
    };
    return { missed, newest };
  }

  async #readBacklog(position: ViewPosition): Promise<Reading> {
    const { view, clock } = this.#options;
    const target = this.#position;
    const backlog = await withDeadline(
      clock,
      backlogMs,
      "reading changes back",
      (signal) => ViewBacklog.read(view, position, target, signal),
      this.#closing.signal,
    );
    for (const record of backlog.ended) this.#ended.set(record.sessionId, record);
    for (const lease of backlog.endedLeases.slice(-endedLeasesKept)) {
      this.#endedLeases.set(lease.leaseId, lease);
    }
    for (const leaseId of this.#endedLeases.keys()) {
      if (this.#endedLeases.size <= endedLeasesKept) break;
      this.#endedLeases.delete(leaseId);
    }
    return { backlog, target };
  }

  #beat(): void {
    for (const client of this.#clients) {
      client.beat(this.#options.positions.seal(this.#position, client.reader.sight));
    }
  }

  #remember(step: FleetStep): void {
    for (const effect of step.effects) {
      if (effect.kind === "device-ended") this.#ended.set(effect.record.sessionId, effect.record);
      if (effect.kind !== "device" || effect.before?.tenant === undefined) continue;
      const { before, after } = effect;
      if (before.tenant !== undefined && before.tenant !== after.tenant) {
        this.#left.add(before, before.tenant);
      }
    }
    for (const sessionId of this.#ended.keys()) {
      if (this.#ended.size <= this.#options.limits.eventsKept) break;
      this.#ended.delete(sessionId);
    }
  }

  #deviceNow(sessionId: string, { filter, sight }: Reader): Frame | undefined {
    const { watch, clock } = this.#options;
    const row = watch.index.device(sessionId);
    if (row !== undefined) {
      const shown = sight.show(row);
      if (shown === undefined) {
        const last = this.#left.lastSeen(sessionId, sight);
        return last && unmatchedFrame(last);
      }
      if (!matchesFilter(filter, shown)) return unmatchedFrame(shown);
      return this.#deviceFrames.of(shown, watch.index, clock.nowMs());
    }
    const record = this.#ended.get(sessionId);
    const isOther = filter.boxId !== undefined && filter.boxId !== record?.boxId;
    if (record === undefined || isOther) return undefined;
    const isSeen = sight.sees(watch.index.rowOf(record, ""));
    return isSeen ? endedFrame(record) : undefined;
  }

  #boxNow(boxId: string, { filter, sight }: Reader): Frame | undefined {
    const { watch, clock } = this.#options;
    const fleet = fleetSeenBy(watch.index, sight);
    const box = fleet.box(boxId);
    if (box === undefined) return undefined;
    const isWanted = filter.boxId === undefined || filter.boxId === boxId;
    return isWanted ? boxFrame(box, fleet, clock.nowMs()) : undefined;
  }

  #leaseNow(leaseId: string, { filter, sight }: Reader): Frame | undefined {
    const { index } = this.#options.watch;
    const fleet = fleetSeenBy(index, sight);
    const lease = index.lease(leaseId) ?? this.#endedLeases.get(leaseId);
    const shown = lease && fleet.showLease(lease);
    if (shown === undefined) return undefined;
    const rows = shown.devices.flatMap(({ sessionId }) => fleet.device(sessionId) ?? []);
    return concerns(filter, rows) ? leaseFrame(shown, fleet) : undefined;
  }
}

function notResumable(): RaeError {
  return new RaeError("bad-cursor", "the position is not one of this stream");
}

/** The ids of a shared list from its place on. */
function idsOf({ ids, from }: IdRun): readonly string[] {
  return ids.slice(from);
}

/** The last frame of a change tells that all of it has been told. */
function numbered(
  frames: readonly (Frame | undefined)[],
  before: () => string,
  behind: () => string,
): string {
  const own = frames.filter((text) => text !== undefined);
  return own
    .map((text, place) => withId(text, place === own.length - 1 ? behind() : before()))
    .join("");
}
