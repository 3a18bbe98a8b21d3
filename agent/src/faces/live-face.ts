import type { Observation } from "@rae/driver";
import type { AttributeValue } from "@rae/protocol";
import { type DeviceKey, holds } from "../core/assignment/device-key.ts";
import type { Face } from "../core/faces/face.ts";
import { keyAttributes } from "../core/faces/face-attributes.ts";
import { FaceReport } from "../core/faces/face-report.ts";
import type { AttributeUpdate } from "../core/sessions/connection-state.ts";
import type { FaceRunner } from "./face-runner.ts";
import type { HostedFace } from "./hosted-face.ts";

/** A device's own name of itself; a longer one is something else. */
const maxKeyLength = 256;

type Seen = Readonly<Record<string, AttributeValue>>;

/** A face in use, with what it has told and the session that it serves. */
export class LiveFace {
  readonly report = new FaceReport();
  /** Undefined until the face has been tried. */
  sessionId: string | undefined;
  readonly hosted: HostedFace;
  /** Name of its driver. */
  readonly driver: string;
  #told: readonly DeviceKey[] = [];
  /** The keys that were taken last. */
  #given: readonly DeviceKey[] | undefined;
  /** What was seen with the last observation, by itself and with the way to the device. */
  #seen:
    | { readonly told: Seen; readonly foundKeys: readonly DeviceKey[]; readonly all: Seen }
    | undefined;

  constructor(hosted: HostedFace, driver: string) {
    this.hosted = hosted;
    this.driver = driver;
  }

  get id(): string {
    return this.hosted.faceId;
  }

  /** Takes what the device tells. With it, the way to the device and its name there were seen, too. */
  learn(observation: Observation, nowMs: number): AttributeUpdate {
    const told = this.report.take(observation, nowMs);
    const { foundKeys } = this;
    const isKnown = this.#seen?.told === told.seen && this.#seen.foundKeys === foundKeys;
    if (this.#seen !== undefined && isKnown) return { ...told, seen: this.#seen.all };
    const all = { ...keyAttributes(foundKeys), ...this.hosted.attributes, ...told.seen };
    this.#seen = { told: told.seen, foundKeys, all };
    return { ...told, seen: all };
  }

  /** Whether anything is known of it: it answered, or did not. */
  get isTried(): boolean {
    return this.hosted.health.state !== "unknown" || this.sessionId !== undefined;
  }

  /** The serial number that the device tells. */
  get serial(): string | undefined {
    const serial = this.report.value("identity.serial");
    return typeof serial === "string" ? serial : undefined;
  }

  /** The keys by which it was found. */
  get foundKeys(): readonly DeviceKey[] {
    return this.hosted.keys;
  }

  /** All keys: those by which it was found, and the device's own. */
  get keys(): readonly DeviceKey[] {
    const found = this.foundKeys;
    return [...found, ...this.#told.filter((key) => !holds(found, key))];
  }

  /** Takes the keys that the device tells now, each kind in place of what it told before; whether they are news. */
  takeKeys(given: readonly DeviceKey[]): boolean {
    if (given === this.#given) return false;
    this.#given = given;
    const keys = given.filter(({ value }) => value !== "" && value.length <= maxKeyLength);
    if (keys.every((key) => holds(this.#told, key))) return false;
    const kept = this.#told.filter((old) => !keys.some(({ kind }) => kind === old.kind));
    this.#told = [...kept, ...keys];
    return true;
  }
}

/** A face as a discovery source reports it. */
export interface FoundFace {
  readonly source: string;
  readonly face: Face;
}

/**
 * A live face that discovery found, with its runner. Several sources may have found it, each by a name of its own; it is there as
 * long as one of them says so.
 */
export class RunFace extends LiveFace {
  readonly runner: FaceRunner;
  /** By face id, the first the one whose driver and settings it runs with. */
  readonly finds: ReadonlyMap<string, FoundFace>;
  /** The devices behind the device, each a live face of its own. */
  readonly parts = new Map<HostedFace, LiveFace>();
  readonly #finds: Map<string, FoundFace>;
  #foundKeys: readonly DeviceKey[];

  constructor(runner: FaceRunner, finds: Iterable<FoundFace>) {
    super(runner, runner.face.driver);
    this.runner = runner;
    this.#finds = new Map([...finds].map((found) => [found.face.faceId, found]));
    this.finds = this.#finds;
    this.#foundKeys = keysOf(this.#finds);
  }

  override get foundKeys(): readonly DeviceKey[] {
    return this.#foundKeys;
  }

  /** Another source has found it, too. */
  addFind(found: FoundFace): void {
    this.#finds.set(found.face.faceId, found);
    this.#foundKeys = keysOf(this.#finds);
  }

  /** A source has lost it, while others have it still: what it said of the device's own name stays true. */
  dropFind(faceId: string): void {
    const keys = this.#finds.get(faceId)?.face.keys ?? [];
    this.#finds.delete(faceId);
    this.#foundKeys = keysOf(this.#finds);
    this.takeKeys(keys.filter(({ kind }) => kind === "usn" || kind === "adb" || kind === "mac"));
  }

  /** The live face of a part, made when the part is first told. */
  partOf(hosted: HostedFace): { readonly part: LiveFace; readonly isNew: boolean } {
    const known = this.parts.get(hosted);
    if (known !== undefined) return { part: known, isNew: false };
    const part = new LiveFace(hosted, this.driver);
    this.parts.set(hosted, part);
    return { part, isNew: true };
  }
}

function keysOf(finds: ReadonlyMap<string, FoundFace>): readonly DeviceKey[] {
  return [...finds.values()].flatMap(({ face }) => face.keys);
}
