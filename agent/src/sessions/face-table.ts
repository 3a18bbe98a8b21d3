import { keyText } from "../core/assignment/device-key.ts";
import type { Lab } from "../core/assignment/lab.ts";
import { TextIndex } from "../core/assignment/text-index.ts";
import type { Face } from "../core/faces/face.ts";
import { linkId } from "../core/faces/link-id.ts";
import { linkKinds } from "../core/faces/link-spec.ts";
import { type FoundFace, type LiveFace, RunFace } from "../faces/live-face.ts";

/** The faces in use: by the names that sources give them, by session, and by what they have in common. */
export class FaceTable {
  readonly #faces = new Set<LiveFace>();
  readonly #byId = new Map<string, LiveFace>();
  readonly #byFind = new Map<string, RunFace>();
  readonly #byWay = new Map<string, RunFace>();
  readonly #bySession = new Map<string, Set<LiveFace>>();
  readonly #common = new TextIndex<LiveFace>();
  readonly #sources = new Map<string, number>();

  all(): ReadonlySet<LiveFace> {
    return this.#faces;
  }

  has(live: LiveFace): boolean {
    return this.#faces.has(live);
  }

  /** The faces that run, without the devices behind them. */
  running(): readonly RunFace[] {
    return [...this.#faces].filter((live) => live instanceof RunFace);
  }

  withId(id: string): LiveFace | undefined {
    return this.#byId.get(id);
  }

  /** The face that a source calls so. */
  foundAs(faceId: string): RunFace | undefined {
    return this.#byFind.get(faceId);
  }

  /** The face that uses the same way to the device: the same link, and for one that several drivers may share, the same driver. */
  onWayOf(face: Face): RunFace | undefined {
    return this.#byWay.get(wayOf(face));
  }

  /** The faces of a session, in the order in which it got them. */
  ofSession(sessionId: string): readonly LiveFace[] {
    return [...(this.#bySession.get(sessionId) ?? [])];
  }

  /** How many faces a source has found. */
  countOf(source: string): number {
    return this.#sources.get(source) ?? 0;
  }

  /** The faces that have a text of `textsOf` in common with what is asked for. */
  withText(text: string): ReadonlySet<LiveFace> {
    return this.#common.with(text);
  }

  textsOf(live: LiveFace): readonly string[] {
    return this.#common.textsOf(live);
  }

  add(live: LiveFace, lab: Lab): void {
    this.#faces.add(live);
    this.#byId.set(live.id, live);
    if (live instanceof RunFace) {
      this.#byWay.set(wayOf(live.runner.face), live);
      for (const { source } of live.finds.values()) this.#count(source, 1);
    }
    this.renew(live, lab);
    if (live.sessionId !== undefined) this.#group(live.sessionId).add(live);
  }

  /** Takes what has changed of the names of a face, or of the lab file. */
  renew(live: LiveFace, lab: Lab): void {
    if (live instanceof RunFace) {
      for (const faceId of live.finds.keys()) this.#byFind.set(faceId, live);
    }
    const { keys } = live;
    const asset = lab.deviceFor(keys)?.asset;
    const texts = [...keys.map(keyText), `place ${live.hosted.place}`];
    if (asset !== undefined) texts.push(keyText({ kind: "asset", value: asset }));
    this.#common.set(live, texts);
  }

  delete(live: LiveFace): void {
    this.#faces.delete(live);
    if (this.#byId.get(live.id) === live) this.#byId.delete(live.id);
    if (live instanceof RunFace) {
      const way = wayOf(live.runner.face);
      if (this.#byWay.get(way) === live) this.#byWay.delete(way);
      for (const [faceId, { source }] of live.finds) {
        if (this.#byFind.get(faceId) === live) this.#byFind.delete(faceId);
        this.#count(source, -1);
      }
    }
    this.#common.set(live, []);
    if (live.sessionId !== undefined) this.#ungroup(live, live.sessionId);
  }

  addFind(live: RunFace, found: FoundFace, lab: Lab): void {
    live.addFind(found);
    this.#count(found.source, 1);
    this.renew(live, lab);
  }

  /** Whether no source has the face any more; it is then to be deleted. */
  dropFind(live: RunFace, faceId: string, lab: Lab): boolean {
    const found = live.finds.get(faceId);
    if (found === undefined) return false;
    if (live.finds.size === 1) return true;
    live.dropFind(faceId);
    this.#byFind.delete(faceId);
    this.#count(found.source, -1);
    this.renew(live, lab);
    return false;
  }

  /** Notes which session a face serves. */
  setSession(live: LiveFace, sessionId: string | undefined): void {
    if (live.sessionId === sessionId) return;
    if (live.sessionId !== undefined) this.#ungroup(live, live.sessionId);
    live.sessionId = sessionId;
    if (sessionId !== undefined) this.#group(sessionId).add(live);
  }

  clear(): void {
    for (const live of [...this.#faces]) this.delete(live);
  }

  #group(sessionId: string): Set<LiveFace> {
    const group = this.#bySession.get(sessionId) ?? new Set();
    this.#bySession.set(sessionId, group);
    return group;
  }

  #ungroup(live: LiveFace, sessionId: string): void {
    const group = this.#bySession.get(sessionId);
    group?.delete(live);
    if (group?.size === 0) this.#bySession.delete(sessionId);
  }

  #count(source: string, change: number): void {
    this.#sources.set(source, this.countOf(source) + change);
  }
}

/** Bytes have one reader; several drivers may send requests to one server, or run one program. */
function wayOf({ link, driver }: Face): string {
  return linkKinds[link.kind] === "bytes" ? linkId(link) : `${linkId(link)} ${driver}`;
}
