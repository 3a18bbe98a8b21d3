import type { DeviceKey } from "./device-key.ts";

/** What decides of a face which device it is of. */
export interface AssignableFace {
  readonly faceId: string;
  /** Faces with the same one are at one device: the link, or the part of what is at the link. */
  readonly place: string;
  /** Name of its driver. */
  readonly driver: string;
  /** Discovery's keys and the device's own; no asset. */
  readonly keys: readonly DeviceKey[];
  /** The asset that the lab file gives to these keys. */
  readonly asset: string | undefined;
  /** The serial number that the device tells. */
  readonly serial: string | undefined;
  /** Whether a session may begin with it: it is more than an address that has never answered. */
  readonly mayBegin: boolean;
  /** The session that it is of now. */
  readonly sessionId: string | undefined;
}

/** The faces of one device, and its asset. */
export interface FaceGroup {
  readonly faces: readonly AssignableFace[];
  readonly asset: string | undefined;
}

/**
 * The faces of each device. One device are, first, faces at the same place, which is a link; second, faces at several addresses where the same driver finds the
 * same name, unless their serial numbers differ; third, faces with one asset. All else stays apart: two faces that only share a
 * MAC may be one device, but that is for the lab file to say.
 */
export function groupFaces(faces: readonly AssignableFace[]): readonly FaceGroup[] {
  const groups = new DisjointGroups(faces);
  groups.joinBy(({ place }) => place);
  const nameless = new Set<AssignableFace>();
  for (const sharing of bucketsBy(faces, namesOf)) {
    const [first = [], ...others] = bySerial(sharing);
    groups.join(first);
    const taken = new Set(first.map(({ asset }) => asset));
    for (const other of others) {
      groups.join(other);
      // Two devices have the name by which the lab file means one.
      for (const face of other) if (taken.has(face.asset)) nameless.add(face);
    }
  }
  const assetOf = (face: AssignableFace) => (nameless.has(face) ? undefined : face.asset);
  groups.joinBy((face) => assetOf(face) ?? []);
  return groups.all().map((group) => ({
    faces: group,
    asset: group.map(assetOf).find((asset) => asset !== undefined),
  }));
}

function namesOf({ driver, keys }: AssignableFace): readonly string[] {
  return keys
    .filter(({ kind }) => kind === "usn" || kind === "adb")
    .map(({ kind, value }) => `${driver} ${kind} ${value}`);
}

/** Faces with the same serial number together; those that tell none go with the first. */
function bySerial(faces: readonly AssignableFace[]): readonly (readonly AssignableFace[])[] {
  const serials = new Set(faces.flatMap(({ serial }) => serial ?? []));
  const [first, ...others] = [...serials].sort();
  return [
    faces.filter(({ serial }) => serial === undefined || serial === first),
    ...others.map((each) => faces.filter(({ serial }) => serial === each)),
  ];
}

function bucketsBy(
  faces: readonly AssignableFace[],
  namesOf: (face: AssignableFace) => readonly string[],
): readonly (readonly AssignableFace[])[] {
  const buckets = new Map<string, AssignableFace[]>();
  for (const face of faces) {
    for (const name of namesOf(face)) {
      const bucket = buckets.get(name);
      if (bucket === undefined) buckets.set(name, [face]);
      else bucket.push(face);
    }
  }
  return [...buckets.values()];
}

/** Disjoint sets of faces. */
class DisjointGroups {
  readonly #faces: readonly AssignableFace[];
  readonly #groupOf: Map<AssignableFace, AssignableFace[]>;

  constructor(faces: readonly AssignableFace[]) {
    this.#faces = faces;
    this.#groupOf = new Map(faces.map((face) => [face, [face]]));
  }

  join(faces: readonly AssignableFace[]): void {
    const [first, ...others] = faces;
    const group = first && this.#groupOf.get(first);
    for (const face of others) {
      const other = this.#groupOf.get(face);
      if (group === undefined || other === undefined || other === group) continue;
      group.push(...other);
      for (const moved of other) this.#groupOf.set(moved, group);
    }
  }

  joinBy(namesOf: (face: AssignableFace) => string | readonly string[]): void {
    for (const bucket of bucketsBy(this.#faces, (face) => [namesOf(face)].flat()))
      this.join(bucket);
  }

  all(): readonly (readonly AssignableFace[])[] {
    return [...new Set(this.#groupOf.values())];
  }
}
