import type { ServerResponse } from "node:http";
import { type Clock, type Logger, repeat, withDeadline } from "@rae/kit";
import { type Lease, RaeError, toRaeError } from "@rae/protocol";
import type { DeviceRecord } from "../../core/device-record.ts";
import type { FleetIndex } from "../../core/fleet-index.ts";
import { concerns, type DeviceFilter, matchesFilter } from "../../core/fleet-index-filter.ts";
import type { FleetView, ViewPosition } from "../../ports/fleet-view.ts";
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
  resetFrame,
  unmatchedFrame,
  withId,
} from "./event-frame.ts";
import { EventJournal, type Since, touchedBy } from "./event-journal.ts";
import type { IdRun } from "./last-changes.ts";
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
  readonly sessionIds: readonly string[];
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
}

/**
 * Tells every client of the event stream what happens to the fleet.
 *
 * INVARIANTS: every frame of a live client carries the id behind which the client has been told everything: the frames of a change
 * but its last carry the id of the change before, so that a cut between them repeats and never skips. A client that
 * catches up gets no ids until it is live.
 */
export class EventHub implements FleetListener {
  readonly #options: EventHubOptions;
  readonly #clients = new Set<EventClient>();
  readonly #closing = new AbortController();
  readonly #journal: EventJournal;
  readonly #backlogs: SharedBacklogs<Reading>;
  readonly #deviceFrames = new DeviceFrames();
  /** Tombstones for clients that catch up; the oldest go first. */
  readonly #ended = new Map<string, DeviceRecord>();
  /** Leases that ended before this process read the fleet, for clients that catch up; the oldest go first. */
  readonly #endedLeases = new Map<string, Lease>();
  readonly #stopListening: () => void;
  readonly #stopBeating: () => void;
  /** The id behind which live clients have been told everything. */
  #position: ViewPosition = "";

  constructor(options: EventHubOptions) {
    this.#options = options;
    this.#journal = new EventJournal(options.limits.eventsKept);
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

  /** Serves the stream on a response whose head has been sent, behind `lastEventId` if that is still known. */
  serve(response: ServerResponse, filter: DeviceFilter, lastEventId: string | undefined): void {
    const { limits, clock, metrics } = this.#options;
    const client = new EventClient({
      response,
      filter,
      clock,
      drainMs,
      limitBytes: limits.eventClientBytes,
      frameOfDevice: (sessionId) => this.#deviceNow(sessionId, filter),
      frameOfBox: (boxId) => this.#boxNow(boxId, filter),
      frameOfLease: (leaseId) => this.#leaseNow(leaseId, filter),
      onSlow: () => metrics.slowEventClients.inc(),
    });
    this.#clients.add(client);
    response.on("close", () => {
      this.#clients.delete(client);
      metrics.eventClients.set(this.#clients.size);
    });
    metrics.eventClients.set(this.#clients.size);
    if (lastEventId === undefined) {
      this.#welcome(client);
      return;
    }
    client.fallBehind();
    void this.#resume(client, lastEventId);
  }

  onRefill(position: ViewPosition): void {
    this.#position = position;
    this.#journal.reset(position);
    this.#backlogs.forget();
    this.#ended.clear();
    this.#endedLeases.clear();
    for (const client of this.#clients) {
      client.forget();
      client.write(withId(resetFrame("the fleet was read anew"), position));
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
        if (client.isBehind) client.add(touchedBy(step));
        else {
          const own = frames.map((each) => each.forFilter(client.filter));
          const text = numbered(own, before, this.#position);
          texts.set(client, (texts.get(client) ?? "") + text);
        }
      }
    }
    for (const [client, text] of texts) client.write(text);
  }

  onCommands(): void {}

  /** Tells the clients that are live of what has become so; others are told when they are (`standing`). */
  tell(notice: StandingNotice): void {
    for (const client of this.#clients) if (!client.isBehind) this.#notify(client, notice);
  }

  close(): void {
    this.#closing.abort();
    this.#stopListening();
    this.#stopBeating();
    this.#backlogs.forget();
    for (const client of this.#clients) client.end();
  }

  async #resume(client: EventClient, lastEventId: string): Promise<void> {
    try {
      client.resume(this.#journal.since(lastEventId) ?? (await this.#sinceBefore(lastEventId)));
      await client.catchUp(() => this.#welcome(client));
    } catch (error) {
      const { code, message } = toRaeError(error);
      if (code !== "bad-cursor") this.#options.logger.warn({ err: error }, "resuming failed");
      client.skip();
      client.write(
        withId(resetFrame(`the position cannot be resumed: ${message}`), this.#position),
      );
      this.#welcome(client);
    }
  }

  /** The client is live. */
  #welcome(client: EventClient): void {
    client.write(withId("\n", this.#position));
    for (const notice of this.#options.standing()) this.#notify(client, notice);
  }

  #notify(client: EventClient, { text, sessionIds }: StandingNotice): void {
    const { index } = this.#options.watch;
    const rows = sessionIds.flatMap((sessionId) => index.device(sessionId) ?? []);
    if (concerns(client.filter, rows)) client.write(withId(text, this.#position));
  }

  /** From the view's own changes, for a position that is older than this process. */
  async #sinceBefore(position: ViewPosition): Promise<Since> {
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
      const beat = ": heartbeat\n";
      client.write(client.isBehind ? `${beat}\n` : `${beat}${withId("\n", this.#position)}`);
    }
  }

  #remember(step: FleetStep): void {
    for (const effect of step.effects) {
      if (effect.kind === "device-ended") this.#ended.set(effect.record.sessionId, effect.record);
    }
    for (const sessionId of this.#ended.keys()) {
      if (this.#ended.size <= this.#options.limits.eventsKept) break;
      this.#ended.delete(sessionId);
    }
  }

  #deviceNow(sessionId: string, filter: DeviceFilter): Frame | undefined {
    const { watch, clock } = this.#options;
    const row = watch.index.device(sessionId);
    if (row !== undefined) {
      if (!matchesFilter(filter, row)) return unmatchedFrame(row);
      return this.#deviceFrames.of(row, watch.index, clock.nowMs());
    }
    const record = this.#ended.get(sessionId);
    const isOther = filter.boxId !== undefined && filter.boxId !== record?.boxId;
    return record === undefined || isOther ? undefined : endedFrame(record);
  }

  #boxNow(boxId: string, filter: DeviceFilter): Frame | undefined {
    const { watch, clock } = this.#options;
    const box = watch.index.box(boxId);
    if (box === undefined) return undefined;
    const isWanted = filter.boxId === undefined || filter.boxId === boxId;
    return isWanted ? boxFrame(box, watch.index, clock.nowMs()) : undefined;
  }

  #leaseNow(leaseId: string, filter: DeviceFilter): Frame | undefined {
    const { index } = this.#options.watch;
    const lease = index.lease(leaseId) ?? this.#endedLeases.get(leaseId);
    if (lease === undefined) return undefined;
    const rows = lease.devices.flatMap(({ sessionId }) => index.device(sessionId) ?? []);
    return concerns(filter, rows) ? leaseFrame(lease, index) : undefined;
  }
}

/** The ids of a shared list from its place on. */
function idsOf({ ids, from }: IdRun): readonly string[] {
  return ids.slice(from);
}

/** The last frame of a change tells that all of it has been told. */
function numbered(frames: readonly (Frame | undefined)[], before: string, behind: string): string {
  const own = frames.filter((text) => text !== undefined);
  return own
    .map((text, place) => withId(text, place === own.length - 1 ? behind : before))
    .join("");
}
