import { RaeError } from "@rae/protocol";
import { type Static, Type } from "typebox";
import { type DeviceFilter, matchesFilter } from "../../core/fleet-index-filter.ts";
import type { DeviceRow } from "../../core/fleet-index-row.ts";
import type { FleetReader } from "../../core/fleet-reader.ts";
import { FleetMatch } from "../../core/match/fleet-match.ts";
import { PoolMatch } from "../../core/match/pool-match.ts";
import { parseRequirements, requirementsSchema } from "../../core/match/requirements.ts";
import type { Api, ApiContext } from "../api-context.ts";
import { deviceFilterOf, deviceFilterProperties } from "../device-query.ts";
import { inTurns } from "../in-turns.ts";
import { defaultLimit, limitSchema } from "../json/list-json.ts";
import {
  fleetMatchJson,
  fleetMatchSchema,
  poolMatchJson,
  poolMatchSchema,
} from "../json/match-json.ts";
import { problems } from "../problem.ts";

/** Devices that are taken from the index at once. */
const pageSize = 1_000;

const nameSchema = Type.String({ minLength: 1, maxLength: 64 });

const bodySchema = Type.Object(
  {
    requirements: Type.Optional(requirementsSchema),
    count: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        default: 1,
        description: "with `requirements`: how many devices are wanted at once",
      }),
    ),
    sameBox: Type.Optional(
      Type.Boolean({ description: "with `requirements`: all of them at one box" }),
    ),
    distinct: Type.Optional(
      Type.String({
        pattern: "^[a-z0-9.-]{1,64}$",
        description:
          "with `requirements`: `model`, or an attribute of which no two of them have the same",
      }),
    ),
    availableOnly: Type.Optional(
      Type.Boolean({
        description: "with `requirements`: a device that is not available does not meet them",
      }),
    ),
    requirementsByName: Type.Optional(
      Type.Record(Type.String({ pattern: "^[^\\u0000-\\u001f]{1,64}$" }), requirementsSchema, {
        additionalProperties: false,
        minProperties: 1,
        maxProperties: 32,
        description: "what several jobs need, each by a name of your own",
      }),
    ),
    devices: Type.Optional(
      Type.Array(nameSchema, {
        minItems: 1,
        maxItems: 1000,
        description: "the pool, by ids or asset names; the whole fleet by default",
      }),
    ),
    filter: Type.Optional(
      Type.Object(deviceFilterProperties, {
        additionalProperties: false,
        description: "the pool, by the filters of GET /v1/devices",
      }),
    ),
    limit: limitSchema,
  },
  {
    additionalProperties: false,
    examples: [
      {
        requirements: {
          attributes: { "firmware.version": ">=11.5" },
          capabilities: ["power"],
        },
        count: 2,
      },
      { requirementsByName: { playback: { capabilities: ["app", "remote-control"] } } },
    ],
  },
);
type Body = Static<typeof bodySchema>;

const schema = {
  summary: "Which devices meet requirements, or which requirements the devices of a pool meet",
  description:
    "With `requirements`: which devices meet them, a set that could be had now, and for each device that fails the requirement that it fails. With `requirementsByName`: for each name the devices that meet it and whether it can run now, and for each device the names that it meets. Nothing is reserved: ask for a lease by `match`.\n\nA version range holds comparisons side by side, all of which must hold (`>=11.5 <12`). Versions are compared part by part as numbers, of whatever length, and a word before the number does not count (`webOS 6.3.1`). What follows the number (a build, `-rc1`) counts only if the bound has such a suffix too. An attribute that is a number is compared as one.",
  operationId: "matchDevices",
  tags: ["devices"],
  body: bodySchema,
  response: {
    200: Type.Union([fleetMatchSchema, poolMatchSchema], {
      description: "by `requirements`, or by `requirementsByName`",
    }),
    ...problems("payload-too-large", "unsupported-media-type", "view-unavailable"),
  },
};

const config = { action: "devices.read" } as const;

export function matchDevices(api: Api, { sights, clock }: ApiContext): void {
  api.post("/v1/match", { schema, config }, async ({ body, principal }, reply) => {
    const gone = new AbortController();
    reply.raw.once("close", () => gone.abort());
    checkForm(body);
    const { pieces, notFound, filter } = poolOf(body, sights.askerOf(principal).fleet);
    const limit = body.limit ?? defaultLimit;
    const visit = (add: (row: DeviceRow) => void) => {
      const addIfMeant = (row: DeviceRow) => {
        if (matchesFilter(filter, row)) add(row);
      };
      return inTurns(pieces, addIfMeant, clock, gone.signal);
    };
    if (body.requirementsByName !== undefined) {
      const named = Object.entries(body.requirementsByName).map(
        ([name, each]) => [name, parseRequirements(each, `requirementsByName.${name}`)] as const,
      );
      const match = new PoolMatch(new Map(named), limit);
      await visit((row) => match.add(row));
      return poolMatchJson(match, notFound);
    }
    const { requirements, availableOnly = false, count = 1, sameBox = false, distinct } = body;
    const choice = { count, sameBox, ...(distinct === undefined ? {} : { distinct }) };
    const parsed = parseRequirements(requirements);
    const match = new FleetMatch(parsed, { availableOnly, limit, choice });
    await visit((row) => match.add(row));
    return fleetMatchJson(match, match.choose(Math.random), notFound);
  });
}

const formOf = {
  count: "requirements",
  sameBox: "requirements",
  distinct: "requirements",
  availableOnly: "requirements",
} as const;

/** One question at a time, with what belongs to it. */
function checkForm(body: Body): void {
  const { requirements, requirementsByName, devices, filter } = body;
  if ((requirements === undefined) === (requirementsByName === undefined)) {
    throw malformed("send either `requirements` or `requirementsByName`");
  }
  if (devices !== undefined && filter !== undefined) {
    throw malformed("send either `devices` or `filter`");
  }
  for (const [name, form] of Object.entries(formOf)) {
    if (Object.hasOwn(body, name) && body[form] === undefined) {
      throw malformed(`\`${name}\` goes with \`${form}\` only`);
    }
  }
}

function malformed(message: string): RaeError {
  return new RaeError("bad-request", message, { details: { faults: [message] } });
}

/** The devices to look at. */
function poolOf({ devices, filter }: Body, fleet: FleetReader) {
  if (devices === undefined) {
    const all = filter === undefined ? {} : deviceFilterOf(filter);
    // The index would look for a whole page that meets the rest of the filter in one go.
    const quick = all.boxId === undefined ? {} : { boxId: all.boxId };
    return { pieces: pagesOf(fleet, quick), notFound: [], filter: all };
  }
  const rows = new Set<DeviceRow>();
  const notFound: string[] = [];
  for (const name of devices) {
    const row = fleet.device(name) ?? fleet.deviceByAsset(name);
    if (row === undefined) notFound.push(name);
    else rows.add(row);
  }
  return { pieces: [[...rows]], notFound, filter: {} };
}

/** The fleet may change between the pages. */
function* pagesOf(fleet: FleetReader, filter: DeviceFilter): Generator<readonly DeviceRow[]> {
  const sort = { field: "id", descending: false } as const;
  let cursor: string | undefined;
  do {
    const page = fleet.listDevices({ filter, sort, limit: pageSize, cursor });
    yield page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
