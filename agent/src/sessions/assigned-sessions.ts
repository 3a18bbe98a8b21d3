import type { Logger } from "@rae/kit";
import {
  type AssignedDevice,
  type Assignment,
  assign,
  type LeftSession,
} from "../core/assignment/assign.ts";
import { type DeviceKey, holds, keyText, sameKey } from "../core/assignment/device-key.ts";
import type { AssignableFace } from "../core/assignment/face-groups.ts";
import type { Lab } from "../core/assignment/lab.ts";
import { nameSessions } from "../core/assignment/name-sessions.ts";
import { keyAttributes } from "../core/faces/face-attributes.ts";
import { connectionOf } from "../core/sessions/connection-state.ts";
import type { LiveFace } from "../faces/live-face.ts";
import type { FaceTable } from "./face-table.ts";
import type { SessionBook } from "./session-book.ts";
import type { SessionView } from "./session-view.ts";

/** Devices that change their names without end must not fill the memory: the roster of all sessions must fit into one message. */
const maxSessions = 2_048;

export interface AssignedSessionsOptions {
  readonly book: SessionBook;
  readonly faces: FaceTable;
  readonly view: SessionView;
  readonly lab: () => Lab;
  readonly logger: Logger;
}

/** Carries out what `assign` decides: which session each face serves, and which sessions begin and end. */
export class AssignedSessions {
  readonly #options: AssignedSessionsOptions;

  constructor(options: AssignedSessionsOptions) {
    this.#options = options;
  }

  /** Decides anew for these faces, and for all faces and sessions that share a name with them. */
  assign(seeds: Iterable<LiveFace>): void {
    const { book, view, lab } = this.#options;
    const known = this.#connected(seeds);
    const sessions = [...known.sessionIds].flatMap((sessionId) => book.get(sessionId) ?? []);
    const decided = assign(
      [...known.faces].filter(({ isTried }) => isTried).map((live) => this.#assignable(live)),
      sessions.map((session) => view.assignable(session)),
      (asset) => lab().hasAsset(asset),
    );
    const before = new Map([...known.faces].map((live) => [live, live.sessionId]));
    const places = new Map<AssignedDevice, string>();
    for (const device of decided.devices) {
      const sessionId = this.#place(device);
      if (sessionId !== undefined) places.set(device, sessionId);
    }
    for (const device of decided.devices) this.#show(device, before);
    this.#tellMoves(decided, places, before);
    for (const live of known.faces) this.#forgetWordsOf(live, before.get(live));
    for (const session of decided.left) this.#leave(session, places, before);
  }

  /** Gives the sessions the assets that the lab file says, before it is decided which faces they have. */
  name(): void {
    const { book, view, lab } = this.#options;
    const named = nameSessions(
      lab(),
      book.all().map((session) => view.assignable(session)),
    );
    for (const [sessionId, keys] of named) view.named(sessionId, keys);
  }

  /** Everything that is tied to the seeds by a name, directly or by way of others. */
  #connected(seeds: Iterable<LiveFace>) {
    const { book, faces } = this.#options;
    const found = { faces: new Set(seeds), sessionIds: new Set<string>() };
    const texts = new Set<string>();
    const take = (names: readonly string[]) => {
      for (const text of names) {
        if (texts.has(text)) continue;
        texts.add(text);
        for (const live of faces.withText(text)) found.faces.add(live);
        for (const sessionId of book.withKey(text)) found.sessionIds.add(sessionId);
      }
    };
    // Sets give what is added while they are gone through.
    for (;;) {
      const size = found.faces.size + found.sessionIds.size + texts.size;
      for (const live of found.faces) {
        take(faces.textsOf(live));
        if (live.sessionId !== undefined) found.sessionIds.add(live.sessionId);
      }
      for (const sessionId of found.sessionIds) {
        take(book.get(sessionId)?.keys.map(keyText) ?? []);
        for (const live of faces.ofSession(sessionId)) found.faces.add(live);
      }
      if (size === found.faces.size + found.sessionIds.size + texts.size) return found;
    }
  }

  #assignable(live: LiveFace): AssignableFace {
    const { keys } = live;
    const asset = this.#options.lab().deviceFor(keys)?.asset;
    const isNamed = asset !== undefined || keys.some(({ kind }) => kind !== "ip");
    return {
      faceId: live.id,
      place: live.hosted.place,
      driver: live.driver,
      keys,
      asset,
      serial: live.serial,
      mayBegin: isNamed || live.hosted.health.state === "online",
      sessionId: live.sessionId,
    };
  }

  /** Puts the faces of a device into its session, which begins if there is none. */
  #place(device: AssignedDevice): string | undefined {
    const { book, faces, view, logger } = this.#options;
    const lives = device.faces.flatMap(({ faceId }) => faces.withId(faceId) ?? []);
    if (device.sessionId === undefined) {
      if (book.size >= maxSessions) {
        logger.warn({ face: lives[0]?.id, maxSessions }, "too many sessions, a face gets none");
        return undefined;
      }
      const set = {
        ...keyAttributes(device.keys),
        ...view.ofFaces(lives),
        ...connectionOf(lives.map((live) => view.stateOf(live)))?.set,
        capabilities: view.capabilitiesOf(lives),
      };
      const { sessionId } = book.attach(device.keys, { set, times: view.timesOf(lives) });
      for (const live of lives) faces.setSession(live, sessionId);
      view.changed(sessionId);
      return sessionId;
    }
    for (const live of lives) faces.setSession(live, device.sessionId);
    book.found(device.sessionId);
    return device.sessionId;
  }

  /** Shows what follows for a session that went on, once every face is in its place. */
  #show(device: AssignedDevice, before: ReadonlyMap<LiveFace, string | undefined>): void {
    const { faces, view } = this.#options;
    const { sessionId, keys } = device;
    if (sessionId === undefined) return;
    const lives = faces.ofSession(sessionId);
    const isJoined = lives.some((live) => before.get(live) !== sessionId);
    const set = isJoined ? { ...keyAttributes(keys), ...view.ofFaces(lives) } : {};
    const times = isJoined ? view.timesOf(lives) : {};
    view.show(sessionId, { set, remove: [], times }, keys);
  }

  /** Two devices that both claim a name, and a name that went from one to the other without its face, are for people to look at. */
  #tellMoves(
    { devices, moves, left }: Assignment,
    places: ReadonlyMap<AssignedDevice, string>,
    before: ReadonlyMap<LiveFace, string | undefined>,
  ): void {
    const { book, faces } = this.#options;
    const tell = (sessionId: string, text: string) =>
      book.update(sessionId, { set: { "identity.conflict": text }, remove: [] });
    const ending = new Set(left.filter(({ sameAs }) => sameAs).map(({ sessionId }) => sessionId));
    for (const { key, fromSessionId, to } of moves.filter(
      (move) => !ending.has(move.fromSessionId),
    )) {
      const winner = places.get(to);
      const cameAlong = to.faces.some(({ faceId, keys }) => {
        const live = faces.withId(faceId);
        return live !== undefined && before.get(live) === fromSessionId && holds(keys, key);
      });
      // An address goes from device to device every day, and a face that moves takes its names along.
      if (winner === undefined || key.kind === "ip" || cameAlong) continue;
      tell(fromSessionId, `${keyText(key)} is now of ${winner}`);
      tell(winner, `${keyText(key)} was of ${fromSessionId}`);
    }
    for (const [one, other, key] of sharedNames(devices)) {
      const [first, second] = [places.get(one), places.get(other)];
      if (first === undefined || second === undefined) continue;
      tell(first, `${keyText(key)} is of ${second}, too`);
      tell(second, `${keyText(key)} is of ${first}, too`);
    }
  }

  /** A session no longer shows what only a face said that has left it. */
  #forgetWordsOf(live: LiveFace, sessionId: string | undefined): void {
    const { book, faces, view } = this.#options;
    if (sessionId === undefined || live.sessionId === sessionId) return;
    const remaining = faces.ofSession(sessionId);
    if (remaining.length === 0 || book.get(sessionId) === undefined) return;
    const told = new Set(remaining.flatMap((other) => Object.keys(other.report.values)));
    const remove = Object.keys(live.report.values).filter((name) => !told.has(name));
    view.show(sessionId, { set: {}, remove });
  }

  #leave(
    { sessionId, keys, sameAs }: LeftSession,
    places: ReadonlyMap<AssignedDevice, string>,
    before: ReadonlyMap<LiveFace, string | undefined>,
  ): void {
    const { book, view } = this.#options;
    const same = sameAs && places.get(sameAs);
    if (same !== undefined) {
      book.detach(sessionId, `the same device as ${same}`);
      view.ended(sessionId);
      return;
    }
    view.keysChanged(sessionId, keys);
    const [moved] = [...before].filter(([, of]) => of === sessionId).map(([live]) => live);
    if (moved !== undefined) book.miss(sessionId, `${moved.id} is now of ${moved.sessionId}`);
  }
}

/** Names that two devices both tell, by the same driver: their serial numbers say that they are two. */
function* sharedNames(
  devices: readonly AssignedDevice[],
): Generator<readonly [AssignedDevice, AssignedDevice, DeviceKey]> {
  const isName = ({ kind }: DeviceKey) => kind === "usn" || kind === "adb";
  for (const [index, one] of devices.entries()) {
    for (const other of devices.slice(index + 1)) {
      if (!one.faces.some(({ driver }) => other.faces.some((face) => face.driver === driver))) {
        continue;
      }
      const key = one.keys
        .filter(isName)
        .find((name) => other.keys.some((each) => sameKey(each, name)));
      if (key !== undefined) yield [one, other, key];
    }
  }
}
