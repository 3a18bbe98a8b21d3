import { schemaFaults } from "@rae/kit";
import { capabilities, RaeError } from "@rae/protocol";
import { type Static, Type } from "typebox";
import { capabilitiesOf, type DeviceRow } from "../fleet-index-row.ts";
import { attributeConditionSchema, parseAttributeCondition } from "./attribute-condition.ts";
import { isInRange, parseVersionRange, type VersionRange } from "./version-range.ts";

const boxId = Type.String({ minLength: 1, maxLength: 64 });

/** What a device must be and offer. */
export const requirementsSchema = Type.Object(
  {
    attributes: Type.Optional(
      Type.Record(Type.String({ pattern: "^[a-z0-9.-]{1,64}$" }), attributeConditionSchema, {
        additionalProperties: false,
        maxProperties: 16,
        description: "conditions by the attribute's name; all must hold",
      }),
    ),
    capabilities: Type.Optional(
      Type.Array(Type.String({ pattern: "^[a-z0-9][a-z0-9.-]{0,63}(@.{1,64})?$" }), {
        maxItems: 16,
        description:
          "all must be offered; `remote-control@>=1` asks for a version of the contract, `remote-control@1` for exactly that",
      }),
    ),
    box: Type.Optional(
      Type.Union([
        boxId,
        Type.Object(
          { in: Type.Array(boxId, { minItems: 1, maxItems: 64 }) },
          { additionalProperties: false },
        ),
      ]),
    ),
  },
  {
    additionalProperties: false,
    description: "what a device must be and offer; all of it, and without any every device will do",
  },
);
export type RequirementsJson = Static<typeof requirementsSchema>;

/** One thing that a device must be or offer. */
export interface Requirement {
  /** Names it as it was written: `attributes.firmware.version`, `capabilities.power`, `box`. */
  readonly name: string;
  holds(row: DeviceRow): boolean;
  /** Why it does not hold, for people. */
  reason(row: DeviceRow): string;
}

/** Requirements that were read, to be checked at many devices. */
export type Requirements = readonly Requirement[];

/** The first requirement that a device does not meet. */
export interface FailedRequirement {
  readonly requirement: string;
  /** In words: `firmware.version is 11.0, not >=11.5 <12`. */
  readonly reason: string;
}

/**
 * Reads requirements as a client wrote them; `place` is where they stood.
 * @throws RaeError `bad-request` naming each place that is not usable.
 */
export function parseRequirements(value: unknown, place = "requirements"): Requirements {
  const faults = schemaFaults(requirementsSchema, value);
  if (faults.length > 0) throw unusable(faults.map((fault) => place + fault));
  const json = value as RequirementsJson;
  const bad: string[] = [];
  const refuse = (name: string, range: string) => {
    bad.push(`${place}.${name}: "${range}" is not a version range such as ">=11.5 <12"`);
  };
  const requirements = [
    ...Object.entries(json.attributes ?? {}).map(([name, condition]) =>
      parseAttributeCondition(name, condition, refuse),
    ),
    ...(json.capabilities ?? []).map((text) => capabilityOf(text, refuse)),
    ...(json.box === undefined ? [] : [boxOf(json.box)]),
  ];
  if (bad.length > 0) throw unusable(bad);
  return requirements;
}

/** The first requirement that the device does not meet; undefined if it meets all. Availability is not looked at. */
export function failedRequirement(
  requirements: Requirements,
  row: DeviceRow,
): FailedRequirement | undefined {
  const failed = firstFailed(requirements, row);
  return failed && { requirement: failed.name, reason: failed.reason(row) };
}

/** As `failedRequirement`, and the reason is only made when asked for. */
export function firstFailed(requirements: Requirements, row: DeviceRow): Requirement | undefined {
  return requirements.find((requirement) => !requirement.holds(row));
}

export function meetsRequirements(requirements: Requirements, row: DeviceRow): boolean {
  return requirements.every((requirement) => requirement.holds(row));
}

function capabilityOf(text: string, refuse: (name: string, range: string) => void): Requirement {
  const [wanted = "", ...rest] = text.split("@");
  const name = `capabilities.${wanted}`;
  const offers = ({ record }: DeviceRow) => capabilitiesOf(record).includes(wanted);
  if (rest.length === 0) return { name, holds: offers, reason: () => `does not offer ${wanted}` };
  const written = rest.join("@");
  const range = parseVersionRange(/^\d/.test(written) ? `=${written}` : written);
  if (range === undefined) refuse(name, written);
  // An agent says names only: what it offers is the contract of that name.
  const version = capabilities.get(wanted)?.version;
  const fits = range !== undefined && version !== undefined && isInRange(range, version);
  return {
    name,
    holds: (row) => fits && offers(row),
    reason: (row) => (offers(row) ? unfit(wanted, version, range) : `does not offer ${wanted}`),
  };
}

function unfit(name: string, version: number | undefined, range: VersionRange | undefined): string {
  if (version === undefined) return `the version of ${name} is not known`;
  return `offers ${name} in version ${version}, not ${range?.text}`;
}

function boxOf(wanted: NonNullable<RequirementsJson["box"]>): Requirement {
  const boxes = new Set(typeof wanted === "string" ? [wanted] : wanted.in);
  return {
    name: "box",
    holds: ({ record }) => boxes.has(record.boxId),
    reason: ({ record }) => `is at box ${record.boxId}`,
  };
}

function unusable(faults: readonly string[]): RaeError {
  return new RaeError("bad-request", "the requirements are not usable", { details: { faults } });
}
