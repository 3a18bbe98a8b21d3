import type { AttributeValue } from "@rae/protocol";
import type { AssignableSession } from "../core/assignment/assign.ts";
import type { DeviceKey } from "../core/assignment/device-key.ts";
import { PossibleDuplicates } from "../core/assignment/possible-duplicates.ts";
import {
  keyAttributeNames,
  keyAttributes,
  placeAttributes,
  sessionMarks,
} from "../core/faces/face-attributes.ts";
import type { FaceHealth } from "../core/faces/face-health.ts";
import {
  type AttributeUpdate,
  connectionOf,
  type FaceState,
} from "../core/sessions/connection-state.ts";
import type { StoredSession } from "../core/sessions/stored-session.ts";
import type { LiveFace } from "../faces/live-face.ts";
import type { FaceTable } from "./face-table.ts";
import type { SessionBook } from "./session-book.ts";

/** What a session shows of the ways to its device. */
const wayNames = ["wire.adapter", "net.address", "net.port"];

/** What of a face decides what its session shows, beside what it tells. */
interface ShownFace {
  readonly live: LiveFace;
  readonly health: FaceHealth;
  readonly capabilities: readonly string[];
}

type Values = Readonly<Record<string, AttributeValue>>;

/** What sessions show: what their faces say, the state of the connection, the place, and which others look like the same device. */
export class SessionView {
  readonly #book: SessionBook;
  readonly #faces: FaceTable;
  readonly #duplicates = new PossibleDuplicates();
  readonly #onChanged: (sessionId: string) => void;
  /** Sessions of before the start as they were then, until all their faces can have been found again. */
  readonly #held: Map<string, AssignableSession>;
  /** The faces of which each session shows all, since nothing was held back. */
  readonly #shown = new Map<string, readonly ShownFace[]>();

  /** `onChanged` is told of each session whose faces or what it shows may have changed. */
  constructor(book: SessionBook, faces: FaceTable, onChanged: (sessionId: string) => void) {
    this.#book = book;
    this.#faces = faces;
    this.#onChanged = onChanged;
    this.#held = new Map(book.all().map((stored) => [stored.sessionId, assignable(stored)]));
  }

  /** As `show`; costs next to nothing where nothing is new, as after most probes. */
  showNews(sessionId: string, told: AttributeUpdate): void {
    const isNews = Object.keys(told.set).length > 0 || told.remove.length > 0;
    if (isNews || !this.#isAsShown(sessionId)) this.show(sessionId, told);
    else if (told.seen !== undefined) this.#book.saw(sessionId, told.seen);
  }

  /** Writes what was told and what follows from the session's faces, and its keys if they are given. */
  show(sessionId: string, told: AttributeUpdate, keys?: readonly DeviceKey[]): void {
    const faces = this.#faces.ofSession(sessionId);
    const connection = connectionOf(faces.map((live) => this.stateOf(live)));
    const set: Record<string, AttributeValue> = {
      ...told.set,
      ...this.#wayOf(faces),
      ...connection?.set,
    };
    const remove = [...told.remove, ...(connection?.remove ?? [])];
    const capabilities = this.#capabilities(sessionId, faces);
    if (capabilities.length > 0) set.capabilities = capabilities;
    if (keys !== undefined) {
      Object.assign(set, placeAttributes(keys));
      const stale = [...wayNames, ...keyAttributeNames];
      const known = new Set(
        Object.keys({ ...keyAttributes(keys), ...this.ofFaces(faces), ...set }),
      );
      remove.push(...stale.filter((name) => !known.has(name)));
    }
    this.#book.update(sessionId, { ...told, set, remove }, keys);
    if (!this.#held.has(sessionId)) this.#shown.set(sessionId, faces.map(shownFace));
    this.changed(sessionId);
  }

  /** Takes the keys that the lab file gives to a session. */
  named(sessionId: string, keys: readonly DeviceKey[]): void {
    const held = this.#held.get(sessionId);
    if (held !== undefined) this.#held.set(sessionId, { ...held, keys });
    this.keysChanged(sessionId, keys);
  }

  /** Takes other keys of a session whose faces are as before. */
  keysChanged(sessionId: string, keys: readonly DeviceKey[]): void {
    const set = placeAttributes(keys);
    const remove = "identity.asset" in set ? [] : ["identity.asset"];
    this.#book.update(sessionId, { set, remove }, keys);
  }

  /** Flags a session and those that look like it. To be called when its faces or what it shows have changed. */
  changed(sessionId: string): void {
    const attributes = this.#book.get(sessionId)?.attributes ?? {};
    const isServed = this.#faces.ofSession(sessionId).length > 0;
    if (!isServed) this.#shown.delete(sessionId);
    const marks = sessionMarks.flatMap((name) => {
      const value = isServed ? attributes[name]?.value : undefined;
      return typeof value === "string" ? [`${name} ${value}`] : [];
    });
    for (const each of this.#duplicates.note(sessionId, marks)) this.#flag(each);
    this.#onChanged(sessionId);
  }

  /** A session is over. */
  ended(sessionId: string): void {
    this.#held.delete(sessionId);
    this.#shown.delete(sessionId);
    for (const each of this.#duplicates.note(sessionId, [])) this.#flag(each);
  }

  /** An open session, as of the start while more of its faces may still be found. */
  assignable(stored: StoredSession): AssignableSession {
    const held = this.#held.get(stored.sessionId);
    return held === undefined ? assignable(stored) : { ...held, isHeld: true };
  }

  /** Whether a session of before the start may still get more of its faces. */
  isHeld(sessionId: string): boolean {
    return this.#held.has(sessionId);
  }

  /** From now on a session of before the start shows what its faces that were found say. */
  settle(): void {
    const held = [...this.#held.keys()];
    this.#held.clear();
    for (const sessionId of held) this.#flag(sessionId);
  }

  /** All that these faces say. */
  ofFaces(faces: readonly LiveFace[]): Values {
    return Object.assign({}, ...faces.map(({ report }) => report.values), this.#wayOf(faces));
  }

  /** When these faces last said it; the way to them is known just now. */
  timesOf(faces: readonly LiveFace[]): Readonly<Record<string, number>> {
    const way = this.#wayOf(faces);
    const times = faces.flatMap(({ report }) => Object.entries(report.times));
    return Object.fromEntries(times.filter(([name]) => !(name in way)));
  }

  stateOf({ hosted }: LiveFace): FaceState {
    return { place: hosted.place, health: hosted.health };
  }

  capabilitiesOf(faces: readonly LiveFace[]): string[] {
    return [...new Set(faces.flatMap(({ hosted }) => hosted.capabilities))].toSorted();
  }

  /** The face that serves a session, of those that can: one that answers if there is one, the one that has served it longest. */
  serving(faces: readonly LiveFace[]): LiveFace | undefined {
    return faces.find(({ hosted }) => hosted.health.state === "online") ?? faces[0];
  }

  #isAsShown(sessionId: string): boolean {
    const shown = this.#shown.get(sessionId);
    const faces = this.#faces.ofSession(sessionId);
    if (shown?.length !== faces.length) return false;
    return faces.every((live, index) => {
      const before = shown[index];
      const { health, capabilities } = live.hosted;
      return (
        before?.live === live && before.health === health && before.capabilities === capabilities
      );
    });
  }

  /** The ways to the device, where they differ that of the face that serves. */
  #wayOf(faces: readonly LiveFace[]): Values {
    const ways = faces.map(({ hosted }) => hosted.attributes);
    const network = faces.filter((_, index) => "net.address" in (ways[index] ?? {}));
    const serving = this.serving(network);
    const way = serving?.hosted.attributes ?? {};
    return Object.assign({}, ...ways, way);
  }

  #capabilities(sessionId: string, faces: readonly LiveFace[]): string[] {
    const offered = this.capabilitiesOf(faces);
    if (!this.#held.has(sessionId)) return offered;
    const before = this.#book.get(sessionId)?.attributes.capabilities?.value;
    return [...new Set([...offered, ...(Array.isArray(before) ? before : [])])].toSorted();
  }

  #flag(sessionId: string): void {
    const others = this.#duplicates.of(sessionId);
    const name = "identity.possible-duplicate";
    if (others.length > 0) {
      this.#book.update(sessionId, { set: { [name]: [...others] }, remove: [] });
    } else if (!this.#held.has(sessionId)) {
      this.#book.update(sessionId, { set: {}, remove: [name] });
    }
  }
}

function shownFace(live: LiveFace): ShownFace {
  const { health, capabilities } = live.hosted;
  return { live, health, capabilities };
}

function assignable({ sessionId, keys, attributes }: StoredSession): AssignableSession {
  const serial = attributes["identity.serial"]?.value;
  return { sessionId, keys, serial: typeof serial === "string" ? serial : undefined };
}
