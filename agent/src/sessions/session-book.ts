import type { Clock, Logger } from "@rae/kit";
import { type DeviceKey, holds, keyText } from "../core/assignment/device-key.ts";
import { TextIndex } from "../core/assignment/text-index.ts";
import { type AttributeUpdate, absence } from "../core/sessions/connection-state.ts";
import { fitUpdate } from "../core/sessions/record-limits.ts";
import {
  attachSession,
  detachSession,
  resyncSession,
  type SessionStep,
  updateSession,
} from "../core/sessions/session.ts";
import type { StoredSession } from "../core/sessions/stored-session.ts";
import type { Registry } from "../ports/store.ts";
import { OpenSession, type Seen } from "./open-session.ts";

export interface SessionBookOptions {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long a session outlives its last face. */
  readonly gracePeriodMs: number;
  /** The same for a device that was asleep: such devices leave the network for most of an hour. */
  readonly asleepGracePeriodMs: number;
  readonly snapshotIntervalMs: number;
  /** Share of the interval by which it varies either way. */
  readonly snapshotJitter: number;
  /** Whether the box is connected; while it is not, the outbox has every delta and a snapshot would only fill it. */
  readonly isConnected: () => boolean;
  readonly random: () => number;
  /** Called after a session has ended. */
  readonly onDetached: (sessionId: string) => void;
}

/** A driver that makes up names must not fill memory and log. */
const maxTold = 64;

/** The open sessions: in memory, each change written to the registry with its event. */
export class SessionBook {
  readonly #options: SessionBookOptions;
  readonly #sessions = new Map<string, OpenSession>();
  readonly #byKey = new TextIndex<string>();

  constructor(options: SessionBookOptions) {
    this.#options = options;
    for (const stored of options.registry.sessions()) this.#keep(stored);
  }

  get(sessionId: string): StoredSession | undefined {
    return this.#sessions.get(sessionId)?.stored;
  }

  all(): StoredSession[] {
    return [...this.#sessions.values()].map(({ stored }) => stored);
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** The sessions that have a key of this text. */
  withKey(text: string): ReadonlySet<string> {
    return this.#byKey.with(text);
  }

  attach(keys: readonly DeviceKey[], shown: Pick<AttributeUpdate, "set" | "times">): StoredSession {
    const { update, leftOut } = fitUpdate({}, { ...shown, remove: [] });
    const { session, change } = attachSession(keys, update, this.#options.clock.nowMs());
    this.#options.registry.record(session, change);
    this.#tellLeftOut(this.#keep(session), leftOut);
    this.#options.logger.info({ sessionId: session.sessionId, keys }, "session attached");
    return session;
  }

  /** Notes that values were seen just now, where the session shows the same; of one record, only the newest time is kept in mind. */
  saw(sessionId: string, seen: Seen): void {
    this.#sessions.get(sessionId)?.saw(seen, this.#options.clock.nowMs());
  }

  /** Applies what was learned; writes only what is new. */
  update(sessionId: string, update: AttributeUpdate, keys?: readonly DeviceKey[]): void {
    const open = this.#sessions.get(sessionId);
    if (open === undefined) return;
    const rekeyed = keys === undefined || sameKeys(open.stored.keys, keys) ? undefined : keys;
    const before = rekeyed === undefined ? open.stored : { ...open.stored, keys: rekeyed };
    const { session, change } = this.#learn(open, before, update);
    open.stored = session;
    if (rekeyed !== undefined) this.#byKey.set(sessionId, rekeyed.map(keyText));
    if (change !== undefined) this.#options.registry.record(session, change);
    else if (rekeyed !== undefined) this.#options.registry.record(session, { kind: "Snapshot" });
  }

  detach(sessionId: string, reason: string): void {
    const open = this.#sessions.get(sessionId);
    if (open === undefined) return;
    open.cancelGrace?.();
    open.cancelSnapshot();
    this.#sessions.delete(sessionId);
    this.#byKey.set(sessionId, []);
    const { session, change } = detachSession(open.stored, reason);
    this.#options.registry.record(session, change);
    this.#options.logger.info({ sessionId, reason }, "session ended");
    this.#options.onDetached(sessionId);
  }

  /** Raises the revision above the control plane's and sends a snapshot. */
  resync(sessionId: string, haveRevision: number): void {
    const open = this.#sessions.get(sessionId);
    if (open === undefined) return;
    const { session, change } = resyncSession(open.stored, haveRevision);
    open.stored = session;
    this.#options.registry.record(session, change);
  }

  /** The last face is gone: shows the session as absent and ends it after the grace period. */
  miss(sessionId: string, reason: string): void {
    const open = this.#sessions.get(sessionId);
    if (open === undefined || open.cancelGrace !== undefined) return;
    const wasAsleep = open.stored.attributes["connection.state"]?.value === "asleep";
    this.update(sessionId, absence(wasAsleep, reason));
    const { clock, gracePeriodMs, asleepGracePeriodMs } = this.#options;
    open.cancelGrace = clock.schedule(wasAsleep ? asleepGracePeriodMs : gracePeriodMs, () =>
      this.detach(sessionId, "absent"),
    );
  }

  /** A face serves the session again. */
  found(sessionId: string): void {
    const open = this.#sessions.get(sessionId);
    if (open === undefined) return;
    open.cancelGrace?.();
    open.cancelGrace = undefined;
  }

  /** Stops every timer; nothing is written. */
  close(): void {
    for (const open of this.#sessions.values()) {
      open.cancelGrace?.();
      open.cancelSnapshot();
    }
    this.#sessions.clear();
  }

  #learn(open: OpenSession, before: StoredSession, update: AttributeUpdate): SessionStep {
    const nowMs = this.#options.clock.nowMs();
    const asTold = updateSession(before, update, nowMs);
    // What a record holds already has its room, and most probes bring nothing else.
    if (asTold.change === undefined) return asTold;
    const fitted = fitUpdate(before.attributes, update);
    this.#tellLeftOut(open, fitted.leftOut);
    return updateSession(before, fitted.update, nowMs);
  }

  #keep(stored: StoredSession): OpenSession {
    const open = new OpenSession(stored);
    this.#sessions.set(stored.sessionId, open);
    this.#byKey.set(stored.sessionId, stored.keys.map(keyText));
    this.#scheduleSnapshot(open);
    return open;
  }

  /** Once for each attribute: a device says at every probe what it says. */
  #tellLeftOut({ stored, leftOut }: OpenSession, names: readonly string[]): void {
    const news = names.filter((name) => !leftOut.has(name));
    if (news.length === 0 || leftOut.size >= maxTold) return;
    for (const name of news) leftOut.add(name);
    this.#options.logger.warn(
      { sessionId: stored.sessionId, attributes: news.map((name) => name.slice(0, 64)) },
      "attributes left out: no names of attributes, or too large",
    );
  }

  #scheduleSnapshot(open: OpenSession): void {
    const { clock, snapshotIntervalMs, snapshotJitter, random, registry, isConnected } =
      this.#options;
    const delayMs = snapshotIntervalMs * (1 + snapshotJitter * (2 * random() - 1));
    open.cancelSnapshot = clock.schedule(delayMs, () => {
      if (isConnected()) registry.record(open.stored, { kind: "Snapshot" });
      this.#scheduleSnapshot(open);
    });
  }
}

function sameKeys(a: readonly DeviceKey[], b: readonly DeviceKey[]): boolean {
  return a.length === b.length && a.every((key) => holds(b, key));
}
