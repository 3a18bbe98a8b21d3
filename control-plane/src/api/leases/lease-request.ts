import { type JsonObject, RaeError } from "@rae/protocol";
import type { DeviceChoice } from "../../core/match/choose-devices.ts";
import { parseRequirements, type Requirements } from "../../core/match/requirements.ts";

/** What a client asked for, as it is kept in the lease: a repetition of the request is known by it. */
export interface LeaseRequestJson extends JsonObject {
  readonly device?: string;
  readonly devices?: readonly string[];
  readonly asset?: string;
  readonly assets?: readonly string[];
  readonly match?: unknown;
  readonly count?: number;
  readonly sameBox?: boolean;
  readonly distinct?: string;
  readonly ttlMs: number;
  readonly waitMs: number;
}

/** Which devices a lease is to get: the named ones, or any that meet requirements. */
export type LeaseRequest = NamedRequest | MatchRequest;

export interface NamedRequest {
  readonly kind: "named";
  readonly names: readonly DeviceName[];
}

export interface MatchRequest {
  readonly kind: "match";
  readonly requirements: Requirements;
  readonly choice: DeviceChoice;
  /** The same for the same requirements. */
  readonly key: string;
}

/** A device by its id or asset name; an asset name alone also finds it at its next session. */
export interface DeviceName {
  readonly by: "any" | "asset";
  readonly text: string;
}

const parsed = new WeakMap<JsonObject, LeaseRequest>();

/**
 * Reads which devices a lease is to get.
 * @throws RaeError `bad-request` if it names devices and requirements, or neither, or one device twice.
 */
export function parseLeaseRequest(json: JsonObject): LeaseRequest {
  const known = parsed.get(json);
  if (known !== undefined) return known;
  const request =
    json.match === undefined
      ? namedRequest(json as LeaseRequestJson)
      : matchRequest(json as LeaseRequestJson);
  parsed.set(json, request);
  return request;
}

/** How many devices it asks for. */
export function countOf(request: LeaseRequest): number {
  return request.kind === "named" ? request.names.length : request.choice.count;
}

function namedRequest(json: LeaseRequestJson): LeaseRequest {
  const { device, devices = [], asset, assets = [], count, sameBox, distinct } = json;
  const any = device === undefined ? devices : [device, ...devices];
  const byAsset = asset === undefined ? assets : [asset, ...assets];
  const names: DeviceName[] = [
    ...any.map((text) => ({ by: "any" as const, text })),
    ...byAsset.map((text) => ({ by: "asset" as const, text })),
  ];
  if (names.length === 0) throw unusable("it names no device and has no `match`");
  if (names.length > devicesMax) throw unusable(`it names more than ${devicesMax} devices`);
  if (new Set(names.map(({ text }) => text)).size < names.length) {
    throw unusable("it names a device twice");
  }
  if (count !== undefined || sameBox !== undefined || distinct !== undefined) {
    throw unusable("`count`, `sameBox` and `distinct` go with `match` only");
  }
  return { kind: "named", names };
}

function matchRequest(json: LeaseRequestJson): LeaseRequest {
  const { device, devices, asset, assets, match, count = 1, sameBox, distinct } = json;
  if ([device, devices, asset, assets].some((each) => each !== undefined)) {
    throw unusable("it names devices and has a `match`: one of both");
  }
  const choice = {
    count,
    ...(sameBox === undefined ? {} : { sameBox }),
    ...(distinct === undefined ? {} : { distinct }),
  };
  const requirements = parseRequirements(match, "match");
  return { kind: "match", requirements, choice, key: JSON.stringify(match) };
}

/** Of one lease. */
export const devicesMax = 64;

function unusable(fault: string): RaeError {
  return new RaeError("bad-request", `the request for a lease is not usable: ${fault}`);
}
