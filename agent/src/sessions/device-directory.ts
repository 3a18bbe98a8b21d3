import type { Observation } from "@rae/driver";
import type { Clock, Logger } from "@rae/kit";
import type { AttributeValue } from "@rae/protocol";
import type { DeviceKey } from "../core/assignment/device-key.ts";
import {
  decideIdentity,
  type IdentityDecision,
  type KnownSession,
  mergeKeys,
} from "../core/assignment/identity.ts";
import { type LabDevice, withAsset, withLabSettings } from "../core/assignment/lab.ts";
import { possibleDuplicates } from "../core/assignment/possible-duplicates.ts";
import type { Face } from "../core/faces/face.ts";
import {
  faceAttributes,
  keyAttributes,
  placeAttributes,
  sessionMarks,
} from "../core/faces/face-attributes.ts";
import {
  type AttributeUpdate,
  connectionOf,
  type FaceState,
} from "../core/sessions/connection-state.ts";
import { FaceRunner, type FaceRunnerOptions } from "../faces/face-runner.ts";
import { LiveFace } from "../faces/live-face.ts";
import type { DiscoveryEvent } from "../ports/discovery.ts";
import type { SessionBook } from "./session-book.ts";

export interface DeviceDirectoryOptions {
  readonly book: SessionBook;
  readonly lab: readonly LabDevice[];
  readonly runner: Omit<FaceRunnerOptions, "remembered">;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long after the start a session of before may wait for its faces before it is shown as offline. */
  readonly settleMs: number;
  readonly onLinksChanged: () => void;
}

/** Of one source: a network that announces without end must neither fill the memory nor keep out what is plugged in. */
const maxFaces = 512;
/** Nor may devices that change their names without end: the roster of all sessions must fit into one message. */
const maxSessions = 2_048;

/**
 * The devices at this box: takes faces from discovery, runs them, and decides which session each belongs to.
 *
 * INVARIANTS: a face is of one session at most; a session of before the start is shown as it was until one of its faces is found
 * or `settleMs` have passed; a session without a face is in its grace period.
 */
export class DeviceDirectory {
  readonly #options: DeviceDirectoryOptions;
  readonly #book: SessionBook;
  readonly #faces = new Map<string, LiveFace>();
  readonly #closing = new Set<Promise<void>>();
  readonly #cancelSettle: () => void;
  #lab: readonly LabDevice[];
  /** Sessions of before the start, until all their faces can have been found again. */
  readonly #held: Set<string>;
  #closed = false;

  constructor(options: DeviceDirectoryOptions) {
    this.#options = options;
    this.#book = options.book;
    this.#lab = options.lab;
    this.#held = new Set(options.book.all().map(({ sessionId }) => sessionId));
    this.#cancelSettle = options.clock.schedule(options.settleMs, () => this.#settle());
  }

  /** Takes what a discovery source reports. */
  handle(source: string, event: DiscoveryEvent): void {
    if (this.#closed) return;
    if (event.kind === "gone") this.#drop(event.faceId, event.reason);
    else if (event.kind === "doubt") this.#faces.get(event.faceId)?.runner.probeSoon();
    else this.#add(source, event.face);
  }

  /** Takes another lab file. Links stay as they are; driver and settings of an entry count for faces found from now on. */
  setLab(lab: readonly LabDevice[]): void {
    this.#lab = lab;
    for (const live of this.#faces.values()) if (live.sessionId !== undefined) this.#assign(live);
    this.#flagDuplicates();
  }

  /** Every link with its state, for the box's status. */
  links(): { id: string; state: string; detail: string }[] {
    return [...this.#faces.values()].map(({ runner }) => runner.linkStatus);
  }

  /** The face that can run commands of a capability for a session, one that answers first. */
  runnerFor(sessionId: string, capability: string): FaceRunner | undefined {
    const able = this.#facesOf(sessionId)
      .map(({ runner }) => runner)
      .filter(({ capabilities }) => capabilities.includes(capability));
    return able.find(({ health }) => health.state === "online") ?? able[0];
  }

  /** Ends a session that the control plane holds as ended, and attaches its device, if it is there, as a new one. */
  restart(sessionId: string): void {
    const faces = this.#facesOf(sessionId);
    for (const live of faces) live.sessionId = undefined;
    this.#book.detach(sessionId, "ended by the control plane");
    for (const live of faces) this.#assign(live);
    this.#flagDuplicates();
  }

  /** Closes every face. Sessions stay open: the next start finds them. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelSettle();
    this.#book.close();
    for (const live of this.#faces.values()) this.#closeRunner(live);
    this.#faces.clear();
    await Promise.all(this.#closing);
  }

  #add(source: string, found: Face): void {
    const before = this.#faces.get(found.faceId);
    const moved = before ?? this.#movedFrom(source, found);
    if (moved === undefined && this.#facesOfSource(source) >= maxFaces) {
      const { faceId } = found;
      this.#options.logger.warn(
        { face: faceId, source, maxFaces },
        "too many faces, one is ignored",
      );
      return;
    }
    const face = withLabSettings(this.#lab, found);
    const runner = { ...this.#options.runner, remembered: this.#remembered(face, moved) };
    const live = new LiveFace(source, (events) => new FaceRunner(face, runner, events), {
      onUpdate: (observation) => this.#learn(live, observation),
      onLink: () => this.#options.onLinksChanged(),
    });
    if (moved !== undefined) this.#replace(moved, live);
    this.#faces.set(face.faceId, live);
    if (live.sessionId !== undefined) this.#assign(live);
    this.#options.logger.info({ face: face.faceId, driver: face.driver, source }, "face found");
    live.runner.start();
    this.#options.onLinksChanged();
  }

  /** A face that discovery found anew in place of `old`: it takes over the session if discovery tells that it is the same device. */
  #replace(old: LiveFace, live: LiveFace): void {
    this.#faces.delete(old.runner.face.faceId);
    this.#closeRunner(old);
    if (old.sessionId === undefined) return;
    const isSame = live.keys.some((key) => key.kind !== "ip" && old.isFoundBy(key));
    if (isSame) live.sessionId = old.sessionId;
    else this.#leave(old.sessionId, "another device took its place");
  }

  /** A device that the same source tells by the same unique name at another address. */
  #movedFrom(source: string, face: Face): LiveFace | undefined {
    const names = face.keys.filter(({ kind }) => kind === "usn" || kind === "adb");
    return [...this.#faces.values()].find(
      (live) => live.source === source && names.some((name) => live.isFoundBy(name)),
    );
  }

  #drop(faceId: string, reason: string): void {
    const live = this.#faces.get(faceId);
    if (live === undefined) return;
    this.#faces.delete(faceId);
    this.#closeRunner(live);
    this.#options.logger.info({ face: faceId, reason }, "face gone");
    if (live.sessionId !== undefined) this.#leave(live.sessionId, `gone: ${reason}`);
    this.#flagDuplicates();
    this.#options.onLinksChanged();
  }

  /** A face has left a session. */
  #leave(sessionId: string, reason: string): void {
    if (this.#facesOf(sessionId).length === 0) this.#book.miss(sessionId, reason);
    else this.#show(sessionId, { set: {}, remove: [] });
  }

  /** A face has told something: of the device, or of its own health. */
  #learn(live: LiveFace, observation: Observation | undefined): void {
    if (this.#closed || this.#faces.get(live.runner.face.faceId) !== live) return;
    const rekeyed = observation !== undefined && live.takeKeys(observation.keys);
    const told =
      observation === undefined ? { set: {}, remove: [] } : live.report.take(observation);
    if (live.sessionId === undefined) {
      if (!this.#isReady(live)) return;
      this.#assign(live);
      this.#flagDuplicates();
      return;
    }
    if (rekeyed) this.#assign(live);
    this.#show(live.sessionId, told);
    if (rekeyed || sessionMarks.some((name) => name in told.set)) this.#flagDuplicates();
  }

  /** Whether a face is known well enough for a session: it has been tried, and its name is more than an address if it is silent. */
  #isReady(live: LiveFace): boolean {
    const { state } = live.runner.health;
    if (state === "unknown") return false;
    return state === "online" || withAsset(this.#lab, live.keys).some(({ kind }) => kind !== "ip");
  }

  /** Decides which session the face is of, and moves it there. */
  #assign(live: LiveFace): void {
    const keys = withAsset(this.#lab, live.keys);
    const known = this.#known(live);
    const decision = decideIdentity(keys, known);
    const winner = known.find(({ sessionId }) => sessionId === decision.sessionId);
    const before = live.sessionId;
    if (winner === undefined && known.length >= maxSessions) {
      const { faceId } = live.runner.face;
      this.#options.logger.warn(
        { face: faceId, maxSessions },
        "too many sessions, a face gets none",
      );
      return;
    }
    const values = { ...faceAttributes(live.runner.face), ...live.report.values };
    if (winner === undefined) {
      live.sessionId = this.#book.attach(keys, {
        ...keyAttributes(keys),
        ...values,
        ...connectionOf([stateOf(live)])?.set,
        capabilities: live.runner.capabilities.toSorted(),
      }).sessionId;
    } else {
      live.sessionId = winner.sessionId;
      this.#book.found(winner.sessionId);
      const set = before === winner.sessionId ? faceAttributes(live.runner.face) : values;
      const merged = withAsset(this.#lab, mergeKeys(winner, live.keys));
      this.#show(winner.sessionId, { set, remove: [] }, merged);
    }
    this.#moveKeys(live.sessionId, decision);
    if (before !== undefined && before !== live.sessionId) this.#abandon(before, live.sessionId);
  }

  /** The open sessions, as a face other than `live` leaves them. */
  #known(live: LiveFace | undefined): KnownSession[] {
    return this.#book.all().map(({ sessionId, keys }) => ({
      sessionId,
      keys,
      claimed: this.#facesOf(sessionId)
        .filter((other) => other !== live)
        .flatMap((other) => other.keys),
    }));
  }

  /** What the session showed last that discovery's own keys lead to. */
  #remembered(face: Face, moved: LiveFace | undefined): Record<string, AttributeValue> {
    const { sessionId } = decideIdentity(withAsset(this.#lab, face.keys), this.#known(moved));
    const { attributes } = (sessionId !== undefined && this.#book.get(sessionId)) || {};
    return Object.fromEntries(
      Object.entries(attributes ?? {}).map(([name, { value }]) => [name, value]),
    );
  }

  /** A face turned out to be of another session. One that is left without any was only another name for that one. */
  #abandon(sessionId: string, forSessionId: string): void {
    if (this.#facesOf(sessionId).length > 0) this.#show(sessionId, { set: {}, remove: [] });
    else this.#book.detach(sessionId, `the same device as ${forSessionId}`);
  }

  #moveKeys(sessionId: string, { moves }: IdentityDecision): void {
    for (const { key, fromSessionId } of moves) {
      const loser = this.#book.get(fromSessionId);
      if (loser === undefined) continue;
      const left = loser.keys.filter((held) => held.kind !== key.kind || held.value !== key.value);
      // An address goes from device to device every day; that is no conflict.
      const isNews = key.kind !== "ip";
      const name = `${key.kind} ${key.value}`;
      this.#book.update(fromSessionId, conflict(isNews, `${name} is now of ${sessionId}`), left);
      this.#book.update(sessionId, conflict(isNews, `${name} was of ${fromSessionId}`));
    }
  }

  /** Writes what was told and what follows from the session's faces, and its keys if they are given. */
  #show(sessionId: string, told: AttributeUpdate, keys?: readonly DeviceKey[]): void {
    const faces = this.#facesOf(sessionId);
    const connection = connectionOf(faces.map(stateOf));
    const set: Record<string, AttributeValue> = { ...told.set, ...connection?.set };
    const remove = [...told.remove, ...(connection?.remove ?? [])];
    const capabilities = this.#capabilitiesOf(sessionId, faces);
    if (capabilities.length > 0) set.capabilities = capabilities;
    if (keys !== undefined) {
      const place = placeAttributes(keys);
      Object.assign(set, place);
      if (!("identity.asset" in place)) remove.push("identity.asset");
      const ways = faces.map(({ runner }) => faceAttributes(runner.face));
      if (!ways.some((way) => "wire.adapter" in way)) remove.push("wire.adapter");
    }
    this.#book.update(sessionId, { set, remove }, keys);
  }

  #capabilitiesOf(sessionId: string, faces: readonly LiveFace[]): string[] {
    const before = this.#held.has(sessionId)
      ? this.#book.get(sessionId)?.attributes.capabilities?.value
      : undefined;
    const offered = faces.flatMap(({ runner }) => runner.capabilities);
    return [...new Set([...offered, ...(Array.isArray(before) ? before : [])])].toSorted();
  }

  #settle(): void {
    this.#held.clear();
    for (const { sessionId } of this.#book.all()) {
      if (this.#facesOf(sessionId).length > 0) this.#show(sessionId, { set: {}, remove: [] });
      else this.#book.miss(sessionId, "not found since the agent started");
    }
    this.#flagDuplicates();
  }

  #flagDuplicates(): void {
    const marked = this.#book.all().flatMap(({ sessionId, attributes }) => {
      if (this.#facesOf(sessionId).length === 0) return [];
      const marks = sessionMarks.flatMap((name) => {
        const value = attributes[name]?.value;
        return typeof value === "string" ? [`${name} ${value}`] : [];
      });
      return [{ sessionId, marks }];
    });
    const duplicates = possibleDuplicates(marked);
    for (const { sessionId } of this.#book.all()) {
      const others = duplicates.get(sessionId);
      if (others !== undefined) {
        const set = { "identity.possible-duplicate": others };
        this.#book.update(sessionId, { set, remove: [] });
      } else if (!this.#held.has(sessionId)) {
        this.#book.update(sessionId, { set: {}, remove: ["identity.possible-duplicate"] });
      }
    }
  }

  #facesOfSource(source: string): number {
    return [...this.#faces.values()].filter((live) => live.source === source).length;
  }

  #facesOf(sessionId: string): LiveFace[] {
    return [...this.#faces.values()].filter((live) => live.sessionId === sessionId);
  }

  #closeRunner(live: LiveFace): void {
    const closing = live.runner
      .close()
      .catch((error: unknown) =>
        this.#options.logger.warn({ err: error, face: live.runner.face.faceId }, "face not closed"),
      )
      .finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}

function stateOf({ runner }: LiveFace): FaceState {
  return { linkId: runner.linkId, health: runner.health };
}

function conflict(isNews: boolean, text: string): AttributeUpdate {
  return { set: isNews ? { "identity.conflict": text } : {}, remove: [] };
}
