import { RaeError } from "@rae/protocol";
import { type Static, Type } from "typebox";
import type { DeviceFilter } from "../core/fleet-index-filter.ts";
import { availabilityWords, deviceStates, healthStates } from "../core/fleet-index-row.ts";
import { exampleIds } from "./document/example-ids.ts";
import { words } from "./json/list-json.ts";

const name = Type.String({ minLength: 1, maxLength: 64 });
const boxName = Type.String({ minLength: 1, maxLength: 64, examples: [exampleIds.box] });

/** Filters of the list and of the event stream. */
export const deviceFilterProperties = {
  box: Type.Optional(boxName),
  model: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 128,
      description: "model name or number, whole",
      examples: ["Roku Ultra"],
    }),
  ),
  state: Type.Optional(words(deviceStates, "state")),
  health: Type.Optional(words(healthStates, "health")),
  availability: Type.Optional(words(availabilityWords, "whether it could be leased now")),
  leasedBy: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 128,
      description: "holder of the lease that has it",
      examples: [exampleIds.holder],
    }),
  ),
  capability: Type.Optional(
    Type.Array(name, {
      maxItems: 16,
      description: "repeatable: all must be offered",
      examples: [["remote-control"]],
    }),
  ),
  attribute: Type.Optional(
    Type.Array(Type.String({ pattern: "^[^:]{1,64}:.{0,512}$" }), {
      maxItems: 16,
      description: "`name:value`; repeatable: all must hold. A list holds each of its items",
      examples: [["network.addresses:192.0.2.17"]],
    }),
  ),
  q: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 128,
      examples: ["roku ultra"],
      description: "words in names, model, serial, MAC, ESN, address; all must occur",
    }),
  ),
};
const deviceFilterSchema = Type.Object(deviceFilterProperties);

export function deviceFilterOf(query: Static<typeof deviceFilterSchema>): DeviceFilter {
  const { box, model, state, health, availability, leasedBy, capability, attribute, q } = query;
  return {
    ...(box === undefined ? {} : { boxId: box }),
    ...(model === undefined ? {} : { model }),
    ...(state === undefined ? {} : { state }),
    ...(health === undefined ? {} : { health }),
    ...(availability === undefined ? {} : { availability }),
    ...(leasedBy === undefined ? {} : { leasedBy }),
    ...(capability === undefined ? {} : { capabilities: capability }),
    ...(attribute === undefined ? {} : { attributes: attribute.map(splitAttribute) }),
    ...(q === undefined ? {} : { words: q.toLowerCase().split(/\s+/) }),
  };
}

function splitAttribute(text: string) {
  const colon = text.indexOf(":");
  return { name: text.slice(0, colon), value: text.slice(colon + 1) };
}

/**
 * Reads names that are separated by commas.
 * @throws RaeError `bad-request` naming the ones that are not known.
 */
export function parseNames<const N extends string>(
  parameter: string,
  text: string | undefined,
  known: readonly N[],
): readonly N[] {
  const asked = text === undefined ? [] : text.split(",");
  const unknown = asked.filter((each) => !known.some((one) => one === each));
  if (unknown.length > 0) {
    throw new RaeError("bad-request", `${parameter}: \`${unknown.join("`, `")}\` is not known`, {
      details: { known },
    });
  }
  return known.filter((one) => asked.includes(one));
}
