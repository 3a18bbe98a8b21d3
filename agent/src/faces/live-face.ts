import type { Observation } from "@rae/driver";
import { type DeviceKey, holds } from "../core/assignment/device-key.ts";
import type { Face } from "../core/faces/face.ts";
import { faceAttributes, keyAttributes } from "../core/faces/face-attributes.ts";
import { FaceReport } from "../core/faces/face-report.ts";
import type { AttributeUpdate } from "../core/sessions/connection-state.ts";
import type { FaceEvents, FaceRunner } from "./face-runner.ts";

/** A device's own name of itself; a longer one is something else. */
const maxKeyLength = 256;

/** A face as a discovery source reports it. */
export interface FoundFace {
  readonly source: string;
  readonly face: Face;
}

/**
 * A face in use, with what it has told and the session that it serves. Several sources may have found it, each by a name of its own; it is
 * there as long as one of them says so.
 */
export class LiveFace {
  /** By face id, the first the one whose driver and settings it runs with. */
  readonly finds: ReadonlyMap<string, FoundFace>;
  readonly runner: FaceRunner;
  readonly report = new FaceReport();
  /** Undefined until the face has been tried. */
  sessionId: string | undefined;
  readonly #finds: Map<string, FoundFace>;
  #told: readonly DeviceKey[] = [];

  constructor(
    finds: Iterable<FoundFace>,
    makeRunner: (events: FaceEvents) => FaceRunner,
    events: FaceEvents,
  ) {
    this.#finds = new Map([...finds].map((found) => [found.face.faceId, found]));
    this.finds = this.#finds;
    this.runner = makeRunner(events);
  }

  /** Takes what the device tells. With it, the way to the device and its name there were seen, too. */
  learn(observation: Observation, nowMs: number): AttributeUpdate {
    const told = this.report.take(observation, nowMs);
    const way = { ...keyAttributes(this.foundKeys), ...faceAttributes(this.runner.face) };
    return { ...told, seen: { ...way, ...told.seen } };
  }

  /** Another source has found it, too. */
  addFind(found: FoundFace): void {
    this.#finds.set(found.face.faceId, found);
  }

  /** A source has lost it, while others have it still: what it said of the device's own name stays true. */
  dropFind(faceId: string): void {
    const keys = this.#finds.get(faceId)?.face.keys ?? [];
    this.#finds.delete(faceId);
    this.takeKeys(keys.filter(({ kind }) => kind === "usn" || kind === "adb" || kind === "mac"));
  }

  get id(): string {
    return this.runner.face.faceId;
  }

  /** Whether anything is known of it: it answered, or did not. */
  get isTried(): boolean {
    return this.runner.health.state !== "unknown" || this.sessionId !== undefined;
  }

  /** The serial number that the device tells. */
  get serial(): string | undefined {
    const serial = this.report.values["identity.serial"];
    return typeof serial === "string" ? serial : undefined;
  }

  /** Discovery's keys. */
  get foundKeys(): readonly DeviceKey[] {
    return [...this.#finds.values()].flatMap(({ face }) => face.keys);
  }

  /** All keys: discovery's and the device's own. */
  get keys(): readonly DeviceKey[] {
    const found = this.foundKeys;
    return [...found, ...this.#told.filter((key) => !holds(found, key))];
  }

  /** Takes the keys that the device tells now, each kind in place of what it told before; whether they are news. */
  takeKeys(given: readonly DeviceKey[]): boolean {
    const keys = given.filter(({ value }) => value !== "" && value.length <= maxKeyLength);
    if (keys.every((key) => holds(this.#told, key))) return false;
    const kept = this.#told.filter((old) => !keys.some(({ kind }) => kind === old.kind));
    this.#told = [...kept, ...keys];
    return true;
  }
}
