import type { DeviceKey } from "../core/assignment/device-key.ts";
import { holds } from "../core/assignment/identity.ts";
import { FaceReport } from "../core/faces/face-report.ts";
import type { FaceEvents, FaceRunner } from "./face-runner.ts";

/** A device's own name of itself; a longer one is something else. */
const maxKeyLength = 256;

/** A face in use, with what it has told and the session that it serves. */
export class LiveFace {
  readonly source: string;
  readonly runner: FaceRunner;
  readonly report = new FaceReport();
  /** Undefined until the face has been tried. */
  sessionId: string | undefined;
  #told: readonly DeviceKey[] = [];

  constructor(source: string, makeRunner: (events: FaceEvents) => FaceRunner, events: FaceEvents) {
    this.source = source;
    this.runner = makeRunner(events);
  }

  /** All keys: discovery's and the device's own. */
  get keys(): readonly DeviceKey[] {
    const found = this.runner.face.keys;
    return [...found, ...this.#told.filter((key) => !holds(found, key))];
  }

  /** Whether discovery tells the face by this key. */
  isFoundBy(key: DeviceKey): boolean {
    return holds(this.runner.face.keys, key);
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
