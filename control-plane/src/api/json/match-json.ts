import { Type } from "typebox";
import { assetOf, availabilityWords, type DeviceRow } from "../../core/fleet-index-row.ts";
import type { FleetMatch } from "../../core/match/fleet-match.ts";
import type { PoolMatch } from "../../core/match/pool-match.ts";
import { nullable, words } from "./list-json.ts";

const ids = Type.Array(Type.String());
const count = Type.Integer({ minimum: 0 });
const device = {
  id: Type.String(),
  asset: nullable(Type.String()),
};
const availability = Type.Object({
  word: words(availabilityWords, "whether it may be handed out now, or what is in the way"),
  reason: nullable(Type.String()),
});
const failure = {
  requirement: Type.String({ description: "the first that it fails; `availability` if asked for" }),
  reason: Type.String(),
};

const notFound = Type.Array(Type.String(), {
  description: "of `devices`: those that are not here",
});

/** Answer to `requirements`. */
export const fleetMatchSchema = Type.Object({
  matching: { ...count, description: "devices that meet the requirements" },
  available: { ...count, description: "how many of them are available now" },
  devices: Type.Array(Type.Object({ ...device, availability }), {
    description: "the first `limit` of those that meet the requirements, by id",
  }),
  chosen: nullable({
    ...ids,
    description: "a set of `count` devices that could be had now; null if there is none",
  }),
  failed: Type.Array(Type.Object({ requirement: Type.String(), count }), {
    description: "how many devices fail at each requirement, the most first",
  }),
  failures: Type.Array(Type.Object({ ...device, ...failure }), {
    description: "the first `limit` of the devices that fail, by id, with why",
  }),
  notFound,
});

/** Answer to `requirementsByName`. */
export const poolMatchSchema = Type.Object({
  requirements: Type.Array(
    Type.Object({
      name: Type.String(),
      canRun: Type.Boolean({ description: "a device that meets them is available now" }),
      matching: count,
      available: count,
      devices: { ...ids, description: "the first `limit` of those that meet them" },
    }),
  ),
  size: { ...count, description: "devices that were looked at" },
  devices: Type.Array(
    Type.Object({
      ...device,
      availability,
      meets: Type.Array(Type.String({ description: "a name" })),
      fails: Type.Array(Type.Object({ name: Type.String(), ...failure })),
    }),
    { description: "the first `limit` devices, with the names that they meet and fail" },
  ),
  notFound,
});

export function fleetMatchJson(
  match: FleetMatch,
  chosen: readonly DeviceRow[] | undefined,
  notFound: readonly string[],
) {
  return {
    matching: match.matching,
    available: match.available,
    devices: match.devices.map((row) => ({ ...deviceOf(row), ...availabilityJson(row) })),
    chosen: chosen?.map(idOf) ?? null,
    failed: [...match.failed]
      .sort(([, a], [, b]) => b - a)
      .map(([requirement, count]) => ({ requirement, count })),
    failures: match.failures.map(({ row, requirement, reason }) => ({
      ...{ ...deviceOf(row), requirement, reason },
    })),
    notFound: [...notFound],
  };
}

export function poolMatchJson(match: PoolMatch, notFound: readonly string[]) {
  return {
    requirements: match.requirements.map(({ name, matching, available, devices }) => ({
      ...{ name, canRun: available > 0, matching, available, devices: devices.map(idOf) },
    })),
    size: match.size,
    devices: match.devices.map(({ row, meets, fails }) => ({
      ...{ ...deviceOf(row), ...availabilityJson(row), meets: [...meets], fails: [...fails] },
    })),
    notFound: [...notFound],
  };
}

function deviceOf({ record }: DeviceRow) {
  return { id: record.sessionId, asset: assetOf(record) ?? null };
}

function idOf({ record }: DeviceRow): string {
  return record.sessionId;
}

function availabilityJson({ availability: { word, reason } }: DeviceRow) {
  return { availability: { word, reason: reason ?? null } };
}
