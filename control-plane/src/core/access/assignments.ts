import { type AccessRecord, type AssignmentRecord, isInForce } from "./access-record.ts";

/** Which devices belong to another tenant than their box does. */
export class Assignments {
  static readonly none = new Assignments(new Map());
  readonly #tenants: ReadonlyMap<string, string>;

  private constructor(tenants: ReadonlyMap<string, string>) {
    this.#tenants = tenants;
  }

  /** Those of the records that are in force. */
  static of(records: Iterable<AccessRecord>, nowMs: number): Assignments {
    const tenants = new Map<string, string>();
    for (const record of records) {
      if (record.kind !== "assignment" || !isInForce(record, nowMs)) continue;
      tenants.set(assignmentId(record), record.tenant);
    }
    return tenants.size === 0 ? Assignments.none : new Assignments(tenants);
  }

  /** Whose a device is, by the tenant of its box and its asset name; undefined while the box's tenant is not known. */
  tenantOf(boxTenant: string | undefined, asset: string | undefined): string | undefined {
    if (boxTenant === undefined || asset === undefined || this.#tenants.size === 0)
      return boxTenant;
    return this.#tenants.get(assignmentId({ ofTenant: boxTenant, asset })) ?? boxTenant;
  }

  /** Whether both give every device to the same tenant. */
  equals(other: Assignments): boolean {
    if (this.#tenants.size !== other.#tenants.size) return false;
    return [...this.#tenants].every(([id, tenant]) => other.#tenants.get(id) === tenant);
  }
}

/** The id of the assignment's record. */
export function assignmentId({
  ofTenant,
  asset,
}: Pick<AssignmentRecord, "ofTenant" | "asset">): string {
  return `${ofTenant}/${asset}`;
}
