import type { Lease } from "@rae/protocol";
import type { BoxRow } from "../fleet-index-boxes.ts";
import { assetOf, type DeviceRow } from "../fleet-index-row.ts";
import { meetsRequirements, parseRequirements, type Requirements } from "../match/requirements.ts";
import { type AccessRecord, isInForce, type ShareRecord } from "./access-record.ts";
import { ruleOf } from "./actions.ts";
import type { AccessedResource } from "./decide.ts";
import { leaseOfAnother, rowLeasedByAnother } from "./lease-of-another.ts";
import { defaultTenant, type Principal } from "./principal.ts";
import { isAtLeast, type Role } from "./role.ts";

/** Devices of another tenant that a share lets see. */
export interface SharedDevices {
  /** Whose devices they are. */
  readonly tenant: string;
  readonly role: Role;
  /** Their asset names, or what they must be. */
  readonly assets?: ReadonlySet<string>;
  readonly requirements?: Requirements;
}

/**
 * What is told of the fleet to one tenant, or to whoever may see all of it. It is a value: when a share begins, ends or changes there
 * is another one.
 */
export class Sight {
  static readonly everything = new Sight(undefined, [], "");
  /** Undefined: it sees everything. */
  readonly tenant: string | undefined;
  readonly shared: readonly SharedDevices[];
  /** The same for the same shares. */
  readonly key: string;

  private constructor(tenant: string | undefined, shared: readonly SharedDevices[], key: string) {
    this.tenant = tenant;
    this.shared = shared;
    this.key = key;
  }

  /** What the tenant sees: its own, and what the shares in force give it. A share that cannot be read gives nothing. */
  static ofTenant(tenant: string, records: Iterable<AccessRecord>, nowMs: number): Sight {
    const shares = sharesWith(tenant, records, nowMs);
    const shared = shares.map(sharedBy).filter((each) => each !== undefined);
    const key = shares
      .map(({ id, version }) => `${id}:${version}`)
      .sort()
      .join(" ");
    return new Sight(tenant, shared, key);
  }

  get isEverything(): boolean {
    return this.tenant === undefined;
  }

  /** Whether a device may come into sight or leave it as its attributes change. */
  get changesWithDevices(): boolean {
    return this.shared.some(({ requirements }) => requirements !== undefined);
  }

  sees(row: DeviceRow): boolean {
    if (this.tenant === undefined || row.tenant === this.tenant) return true;
    return this.shared.some((each) => isAmong(each, row));
  }

  /** The device as it shows: who has it is told of the tenant's own leases only. Undefined if it is not seen. */
  show(row: DeviceRow): DeviceRow | undefined {
    if (!this.sees(row)) return undefined;
    return row.lease === undefined || this.owns(row.lease) ? row : rowLeasedByAnother(row);
  }

  /** Whether the lease was asked for by the tenant; who sees everything has every one. */
  owns(lease: Lease): boolean {
    return this.tenant === undefined || (lease.tenant ?? defaultTenant) === this.tenant;
  }

  /**
   * The lease as it shows: whole to the tenant that asked for it, and of another's that it has devices which are seen, not who has them
   * or what for. Undefined if there are none. `rowOf` gives the devices that have not left.
   */
  showLease(lease: Lease, rowOf: (sessionId: string) => DeviceRow | undefined): Lease | undefined {
    if (this.owns(lease)) return lease;
    const devices = lease.devices.filter(({ sessionId }) => {
      const row = rowOf(sessionId);
      return row !== undefined && this.sees(row);
    });
    return devices.length === 0 ? undefined : leaseOfAnother(lease, devices);
  }

  /** A box shows to its tenant only. */
  seesBox({ tenant }: BoxRow): boolean {
    return this.tenant === undefined || tenant === this.tenant;
  }

  /** What is to be known of a device to decide what may be done with it. */
  resourceOf(row: DeviceRow): AccessedResource {
    const shared = this.#sharedRole(row);
    const { tenant = nobody } = row;
    return shared === undefined ? { tenant } : { tenant, shared };
  }

  /** Whether the tenant's leases may have the device. */
  mayLease(row: DeviceRow): boolean {
    if (this.tenant === undefined || row.tenant === this.tenant) return true;
    const shared = this.#sharedRole(row);
    return shared !== undefined && isAtLeast(shared, ruleOf("leases.acquire").least);
  }

  #sharedRole(row: DeviceRow): Role | undefined {
    if (row.tenant === this.tenant) return undefined;
    let highest: Role | undefined;
    for (const each of this.shared) {
      if (highest !== undefined && isAtLeast(highest, each.role)) continue;
      if (isAmong(each, row)) highest = each.role;
    }
    return highest;
  }
}

/** No id of a tenant. */
const nobody = "";

/** Whether what is told of the devices of one is what is told of those of the other. */
export function isSameSight(a: Sight, b: Sight): boolean {
  return a === b || (a.tenant === b.tenant && a.key === b.key);
}

/** Whose sight a principal has; undefined: it sees everything. */
export function tenantSeenBy({ reach, tenant }: Principal): string | undefined {
  return reach === "platform" ? undefined : tenant;
}

function sharesWith(
  tenant: string,
  records: Iterable<AccessRecord>,
  nowMs: number,
): readonly ShareRecord[] {
  return [...records].filter(
    (record): record is ShareRecord =>
      record.kind === "share" &&
      record.withTenant === tenant &&
      record.tenant !== tenant &&
      isInForce(record, nowMs),
  );
}

function sharedBy({ tenant, role, assets, match }: ShareRecord): SharedDevices | undefined {
  if (assets !== undefined) return { tenant, role, assets: new Set(assets) };
  try {
    return { tenant, role, requirements: parseRequirements(match, "match") };
  } catch {
    // A newer version may know more; nothing is given that nobody meant.
    return undefined;
  }
}

function isAmong({ tenant, assets, requirements }: SharedDevices, row: DeviceRow): boolean {
  if (row.tenant !== tenant) return false;
  if (assets !== undefined) return assets.has(assetOf(row.record) ?? "");
  return requirements !== undefined && meetsRequirements(requirements, row);
}
