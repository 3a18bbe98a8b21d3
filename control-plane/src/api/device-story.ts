import {
  comparePlaces,
  type LeaseMoment,
  type LeasePlace,
  momentsOf,
  placeOf,
} from "../core/lease-moment.ts";
import type { History, HistoryEntry, HistoryQuery } from "../ports/history.ts";

/** Behind which events and moments of leases a page begins. */
export interface StoryPlace {
  readonly revision?: number | undefined;
  readonly lease?: LeasePlace | undefined;
}

export interface StoryQuery {
  readonly sessionId: string;
  readonly after: StoryPlace;
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  readonly order: HistoryQuery["order"];
  /** The entries of one revision are never parted: a page may hold one more, or one less. */
  readonly limit: number;
  readonly withLeases: boolean;
}

export interface StoryPage {
  readonly items: readonly (HistoryEntry | LeaseMoment)[];
  /** Where the next page begins; undefined if this is the last one. */
  readonly next: StoryPlace | undefined;
}

/**
 * Reads what happened to a device: its events in the order of their revisions, and between them, by time, who was given it and when
 * that ended.
 */
export async function readStory(history: History, query: StoryQuery): Promise<StoryPage> {
  const [revisions, moments] = await Promise.all([
    readRevisions(history, query),
    query.withLeases ? readMoments(history, query) : [],
  ]);
  const items: (HistoryEntry | LeaseMoment)[] = [];
  let { revision, lease } = query.after;
  let [event, moment] = [0, 0];
  for (;;) {
    const entries = revisions[event];
    const nextMoment = moments[moment];
    if (entries === undefined && nextMoment === undefined) return { items, next: undefined };
    const isMoment =
      entries === undefined ||
      (nextMoment !== undefined && comesFirst(nextMoment, entries, query.order));
    const size = isMoment ? 1 : entries.length;
    if (items.length > 0 && items.length + size > query.limit) {
      return { items, next: { revision, lease } };
    }
    if (!isMoment) {
      items.push(...entries);
      revision = entries[0].revision;
      event += 1;
    } else if (nextMoment !== undefined) {
      items.push(nextMoment);
      lease = placeOf(nextMoment);
      moment += 1;
    }
  }
}

type Revision = readonly [HistoryEntry, ...HistoryEntry[]];

/** A grant stands before the events of its millisecond. */
function comesFirst({ atMs }: LeaseMoment, [first]: Revision, order: StoryQuery["order"]): boolean {
  return order === "oldest-first" ? atMs <= first.receivedAtMs : atMs > first.receivedAtMs;
}

/** Two entries at most share a revision: with two more than a page holds, those of the last one that it holds are complete. */
async function readRevisions(history: History, query: StoryQuery): Promise<readonly Revision[]> {
  const { sessionId, after, fromMs, toMs, order, limit } = query;
  const read = await history.read({
    ...{ sessionId, order, limit: limit + 2 },
    ...(after.revision === undefined ? {} : { afterRevision: after.revision }),
    ...(fromMs === undefined ? {} : { fromMs }),
    ...(toMs === undefined ? {} : { toMs }),
  });
  const revisions: [HistoryEntry, ...HistoryEntry[]][] = [];
  for (const entry of read) {
    const last = revisions.at(-1);
    if (last?.[0].revision === entry.revision) last.push(entry);
    else revisions.push([entry]);
  }
  return revisions;
}

/** More than a page holds, if there are more. */
async function readMoments(history: History, query: StoryQuery): Promise<readonly LeaseMoment[]> {
  const { sessionId, after, fromMs = -Infinity, toMs = Infinity, order, limit } = query;
  const isOldestFirst = order === "oldest-first";
  // The lease before the first one of a time may end in it.
  const fromGrantMs = isOldestFirst
    ? (after.lease?.grantedAtMs ?? (await lastGrantBefore(history, sessionId, query.fromMs)))
    : undefined;
  const toGrantMs = isOldestFirst ? undefined : after.lease && after.lease.grantedAtMs + 1;
  const ends = [query.toMs, toGrantMs].filter((each) => each !== undefined);
  const leases = await history.readLeasesOfDevice(sessionId, limit + 2, {
    order,
    ...(fromGrantMs === undefined ? {} : { grantedFromMs: fromGrantMs }),
    ...(ends.length === 0 ? {} : { grantedToMs: Math.min(...ends) }),
  });
  const direction = isOldestFirst ? 1 : -1;
  const isBehind = (moment: LeaseMoment) =>
    after.lease === undefined || direction * comparePlaces(placeOf(moment), after.lease) > 0;
  return leases
    .flatMap((lease) => (isOldestFirst ? momentsOf(lease) : momentsOf(lease).toReversed()))
    .filter((moment) => moment.atMs >= fromMs && moment.atMs < toMs && isBehind(moment));
}

async function lastGrantBefore(
  history: History,
  sessionId: string,
  beforeMs: number | undefined,
): Promise<number | undefined> {
  if (beforeMs === undefined) return undefined;
  const [last] = await history.readLeasesOfDevice(sessionId, 1, { grantedToMs: beforeMs });
  return last?.grantedAtMs ?? beforeMs;
}
