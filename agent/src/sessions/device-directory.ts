import { isDeepStrictEqual } from "node:util";
import type { Observation } from "@rae/driver";
import type { Clock, Logger } from "@rae/kit";
import type { AttributeValue } from "@rae/protocol";
import { compareKeys, type DeviceKey, holds, keyText } from "../core/assignment/device-key.ts";
import { Lab, type LabDevice } from "../core/assignment/lab.ts";
import { FaceRunner, type FaceRunnerOptions } from "../faces/face-runner.ts";
import type { HostedFace } from "../faces/hosted-face.ts";
import { type FoundFace, type LiveFace, RunFace } from "../faces/live-face.ts";
import { ProbeMoments } from "../faces/probe-schedule.ts";
import type { DiscoveryEvent } from "../ports/discovery.ts";
import { AssignedSessions } from "./assigned-sessions.ts";
import { FaceTable } from "./face-table.ts";
import type { SessionBook } from "./session-book.ts";
import { SessionView } from "./session-view.ts";

export interface DeviceDirectoryOptions {
  readonly book: SessionBook;
  readonly lab: readonly LabDevice[];
  readonly runner: Omit<FaceRunnerOptions, "remembered" | "moments">;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long after the start a session of before may wait for its faces before it is shown as offline. */
  readonly settleMs: number;
  readonly onLinksChanged: () => void;
  /** Told of each session whose faces or what it shows may have changed. */
  readonly onSession: (sessionId: string) => void;
}

/** Of one source: a network that announces without end must neither fill the memory nor keep out what is plugged in. */
const maxFaces = 512;

/**
 * The devices at this box: takes faces from discovery, runs them, and has it decided which session each belongs to.
 *
 * INVARIANTS: a face is of one session at most; a session of before the start is shown as it was until one of its faces is found
 * or `settleMs` have passed; a session without a face is in its grace period.
 */
export class DeviceDirectory {
  readonly #options: DeviceDirectoryOptions;
  readonly #book: SessionBook;
  readonly #faces = new FaceTable();
  readonly #view: SessionView;
  readonly #sessions: AssignedSessions;
  readonly #moments = new ProbeMoments();
  readonly #closing = new Set<Promise<void>>();
  readonly #cancelSettle: () => void;
  #lab: Lab;
  #closed = false;

  constructor(options: DeviceDirectoryOptions) {
    const { book, logger } = options;
    this.#options = options;
    this.#book = book;
    this.#lab = new Lab(options.lab);
    this.#view = new SessionView(book, this.#faces, options.onSession);
    this.#sessions = new AssignedSessions({
      ...{ book, logger, faces: this.#faces, view: this.#view },
      lab: () => this.#lab,
    });
    this.#sessions.name();
    this.#cancelSettle = options.clock.schedule(options.settleMs, () => this.#settle());
  }

  /** Takes what a discovery source reports. */
  handle(source: string, event: DiscoveryEvent): void {
    if (this.#closed) return;
    if (event.kind === "found") this.#find({ source, face: event.face });
    else if (event.kind === "doubt") this.#faces.foundAs(event.faceId)?.runner.probeSoon();
    else this.#lose(event.faceId, event.reason);
  }

  /**
   * Takes another lab file: in the end all is as after a start with it. Only links of faces that get another driver or other settings
   * are opened again.
   */
  setLab(devices: readonly LabDevice[]): void {
    this.#lab = new Lab(devices);
    for (const live of this.#faces.running()) {
      const [first] = live.finds.values();
      const face = first && this.#lab.withSettings(first.face);
      const { driver, settings, link } = live.runner.face;
      if (
        face === undefined ||
        isDeepStrictEqual([face.driver, face.settings, face.link], [driver, settings, link])
      ) {
        this.#faces.renew(live, this.#lab);
      } else {
        this.#run(live.finds.values(), live);
      }
    }
    this.#sessions.name();
    this.#sessions.assign(this.#faces.all());
  }

  /** Every link with its state, for the box's status. */
  links(): { id: string; state: string; detail: string }[] {
    return this.#faces.running().map(({ runner }) => runner.linkStatus);
  }

  /** Whether a session is shown as before the start, since its faces may still be found. */
  isHeld(sessionId: string): boolean {
    return this.#view.isHeld(sessionId);
  }

  /** The face that can run commands of a capability for a session, one that answers first. */
  runnerFor(sessionId: string, capability: string): HostedFace | undefined {
    const able = this.#faces
      .ofSession(sessionId)
      .filter(({ hosted }) => hosted.capabilities.includes(capability));
    return this.#view.serving(able)?.hosted;
  }

  /** The faces that serve a session. */
  facesOf(sessionId: string): readonly LiveFace[] {
    return this.#faces.ofSession(sessionId);
  }

  /** What the lab file says of a session's device. */
  labDeviceOf(sessionId: string): LabDevice | undefined {
    const asset = this.#book.get(sessionId)?.keys.find(({ kind }) => kind === "asset");
    return asset && this.#lab.deviceOf(asset.value);
  }

  /** Ends a session that the control plane holds as ended, and attaches its device, if it is there, as a new one. */
  restart(sessionId: string): void {
    const faces = this.#faces.ofSession(sessionId);
    for (const live of faces) this.#faces.setSession(live, undefined);
    this.#book.detach(sessionId, "ended by the control plane");
    this.#view.ended(sessionId);
    this.#sessions.assign(faces);
  }

  /** Closes every face. Sessions stay open: the next start finds them. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelSettle();
    this.#book.close();
    for (const live of this.#faces.running()) this.#closeRunner(live);
    this.#faces.clear();
    await Promise.all(this.#closing);
  }

  #find(found: FoundFace): void {
    const { source, face } = found;
    const before = this.#faces.foundAs(face.faceId);
    if (before !== undefined) {
      // A port may have another device at its end now; any other way that is told again is no news.
      if (
        face.link.kind !== "serial" &&
        isDeepStrictEqual(before.finds.get(face.faceId)?.face, face)
      ) {
        if (before.runner.health.state !== "online") before.runner.probeSoon();
        return;
      }
      const others = [...before.finds.values()].filter((each) => each.face.faceId !== face.faceId);
      this.#run([found, ...others], before);
      return;
    }
    const sharing = this.#faces.onWayOf(this.#lab.withSettings(face));
    if (sharing !== undefined) {
      this.#faces.addFind(sharing, found, this.#lab);
      if (sharing.sessionId !== undefined) this.#sessions.assign([sharing]);
      return;
    }
    const isFull = this.#faces.countOf(source) >= maxFaces;
    const moved = isFull ? this.#sameName(found) : undefined;
    if (isFull && moved === undefined) {
      const facts = { face: face.faceId, source, maxFaces };
      this.#options.logger.warn(facts, "too many faces, one is ignored");
      return;
    }
    this.#run([found], moved);
  }

  /** Runs what was found, in place of `before` if it is given: its session goes on if discovery says that it is the same device. */
  #run(finds: Iterable<FoundFace>, before: RunFace | undefined): void {
    const all = [...finds];
    const [first] = all;
    if (first === undefined) return;
    const face = this.#lab.withSettings(first.face);
    const keys = all.flatMap((found) => found.face.keys);
    const isSame = before?.foundKeys.some((key) => key.kind !== "ip" && holds(keys, key)) ?? false;
    const runner = {
      ...this.#options.runner,
      moments: this.#moments,
      remembered: this.#remembered(keys),
    };
    const faceRunner = new FaceRunner(face, runner, {
      onUpdate: (observation) => this.#learn(live, observation),
      onLink: () => this.#options.onLinksChanged(),
      onPart: (part, observation) => this.#learnOfPart(live, part, observation),
      onPartGone: (part, reason) => this.#losePart(live, part, reason),
    });
    const live = new RunFace(faceRunner, all);
    const sessionId = before?.sessionId;
    if (before !== undefined) this.#forget(before);
    if (isSame) live.sessionId = sessionId;
    this.#faces.add(live, this.#lab);
    if (!isSame && sessionId !== undefined) this.#left(sessionId, "another device took its place");
    if (live.sessionId !== undefined) this.#sessions.assign([live]);
    const { driver } = face;
    this.#options.logger.info({ face: live.id, driver, source: first.source }, "face found");
    live.runner.start();
    this.#options.onLinksChanged();
  }

  /** A face of the same source whose name the found one has: where there is no room, a device that moved takes its own. */
  #sameName({ source, face }: FoundFace): RunFace | undefined {
    const names = face.keys.filter(({ kind }) => kind === "usn" || kind === "adb");
    return names
      .flatMap((name) => [...this.#faces.withText(keyText(name))])
      .filter((live) => live instanceof RunFace)
      .find((live) => [...live.finds.values()].some((found) => found.source === source));
  }

  #lose(faceId: string, reason: string): void {
    const live = this.#faces.foundAs(faceId);
    if (live === undefined) return;
    if (!this.#faces.dropFind(live, faceId, this.#lab)) {
      if (live.sessionId !== undefined) this.#sessions.assign([live]);
      return;
    }
    const { sessionId } = live;
    this.#forget(live);
    this.#options.logger.info({ face: faceId, reason }, "face gone");
    if (sessionId !== undefined) this.#left(sessionId, `gone: ${reason}`);
    this.#options.onLinksChanged();
  }

  /** A face has left a session. */
  #left(sessionId: string, reason: string): void {
    if (this.#faces.ofSession(sessionId).length > 0) {
      this.#view.show(sessionId, { set: {}, remove: [] });
    } else {
      this.#book.miss(sessionId, reason);
      this.#view.changed(sessionId);
    }
  }

  #learnOfPart(host: RunFace, hosted: HostedFace, observation: Observation | undefined): void {
    if (this.#closed || !this.#faces.has(host)) return;
    const { part, isNew } = host.partOf(hosted);
    if (isNew) this.#faces.add(part, this.#lab);
    this.#learn(part, observation);
  }

  #losePart(host: RunFace, hosted: HostedFace, reason: string): void {
    const part = host.parts.get(hosted);
    if (part === undefined || !this.#faces.has(part)) return;
    host.parts.delete(hosted);
    this.#faces.delete(part);
    if (part.sessionId !== undefined) this.#left(part.sessionId, `gone: ${reason}`);
  }

  /** A face has told something: of the device, or of its own health. */
  #learn(live: LiveFace, observation: Observation | undefined): void {
    if (this.#closed || !this.#faces.has(live)) return;
    const serial = live.serial;
    const isRekeyed = observation !== undefined && live.takeKeys(observation.keys);
    const told =
      observation === undefined
        ? { set: {}, remove: [] }
        : live.learn(observation, this.#options.clock.nowMs());
    if (!live.isTried) return;
    if (isRekeyed) this.#faces.renew(live, this.#lab);
    if (live.sessionId === undefined || isRekeyed || live.serial !== serial) {
      this.#sessions.assign([live]);
    }
    if (live.sessionId !== undefined) this.#view.showNews(live.sessionId, told);
  }

  /** What the session showed last that discovery's own keys lead to. */
  #remembered(keys: readonly DeviceKey[]): Record<string, AttributeValue> {
    const asset = this.#lab.deviceFor(keys)?.asset;
    const named: DeviceKey[] = asset === undefined ? [] : [{ kind: "asset", value: asset }];
    const [sessionId] = [...named, ...keys]
      .filter(({ kind }) => kind !== "ip")
      .toSorted(compareKeys)
      .flatMap((key) => [...this.#book.withKey(keyText(key))]);
    const attributes = sessionId === undefined ? {} : (this.#book.get(sessionId)?.attributes ?? {});
    return Object.fromEntries(Object.entries(attributes).map(([name, { value }]) => [name, value]));
  }

  #settle(): void {
    this.#view.settle();
    this.#sessions.assign(this.#faces.all());
    for (const { sessionId } of this.#book.all()) {
      this.#left(sessionId, "not found since the agent started");
    }
  }

  #forget(live: RunFace): void {
    for (const hosted of [...live.parts.keys()]) this.#losePart(live, hosted, live.id);
    this.#faces.delete(live);
    this.#closeRunner(live);
  }

  #closeRunner(live: RunFace): void {
    const closing = live.runner
      .close()
      .catch((error: unknown) =>
        this.#options.logger.warn({ err: error, face: live.id }, "face not closed"),
      )
      .finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}
