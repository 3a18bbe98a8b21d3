import { schemaFaults } from "@rae/kit";
import {
  type CommandName,
  type CommandParameters,
  type CommandResult,
  checkParameters,
  commandContract,
  type JsonObject,
  toRaeError,
} from "@rae/protocol";

/** One command of a check or a clean-up, as the lab file may write it. */
export interface CareStep {
  readonly capability: string;
  readonly command: string;
  readonly parameters?: JsonObject;
  /** Fields of the result that must be equal; of an object, those that are named. */
  readonly expect?: JsonObject;
}

/** What is done to a device so that it can be handed out, each list in its order; a list that is missing is empty. */
export interface Care<S extends CareStep = CareStep> {
  /** Shows that the device is well: run when it attaches, after a clean-up, and again while it is in quarantine. */
  readonly check?: readonly S[];
  /** Brings the device back to where the next holder of a lease expects it. */
  readonly cleanUp?: readonly S[];
}

/** A step whose parameters and result are those of the contract. */
export type TypedStep = { readonly [N in CommandName]: StepOf<N> }[CommandName];

type StepOf<N extends CommandName> = N extends `${infer Capability}.${infer Command}`
  ? {
      readonly capability: Capability;
      readonly command: Command;
      readonly expect?: Partial<CommandResult<N>>;
    } & ParametersOf<CommandParameters<N>>
  : never;

type ParametersOf<P> = [keyof P] extends [never]
  ? { readonly parameters?: Readonly<Record<string, never>> }
  : Record<never, never> extends P
    ? { readonly parameters?: P }
    : { readonly parameters: P };

/** Steps of one list; a longer one would keep the next holder waiting. */
export const maxCareSteps = 32;

/** What is wrong with a care: a sentence for each fault, which names list and step; empty if nothing is. */
export function careFaults(care: unknown): readonly string[] {
  if (!isObject(care)) return ["its care is no object"];
  const unknown = Object.keys(care).filter((name) => name !== "check" && name !== "cleanUp");
  return [
    ...unknown.map((name) => `its care has ${name}, which is neither check nor cleanUp`),
    ...["check", "cleanUp"].flatMap((list) => stepsFaults(list, care[list])),
  ];
}

/** What is wrong with one list of that name, as `careFaults`. */
export function stepsFaults(list: string, steps: unknown): readonly string[] {
  if (steps === undefined) return [];
  if (!Array.isArray(steps)) return [`${list} is no list of steps`];
  if (steps.length > maxCareSteps) {
    return [`${list} has ${steps.length} steps, and ${maxCareSteps} are allowed`];
  }
  return steps.flatMap((step: unknown, index) => {
    const place = `${list} step ${index + 1}`;
    if (!isStep(step)) return [`${place} names no capability and command`];
    const name = `${place} ${step.capability}.${step.command}`;
    return stepFaults(step).map((fault) => `${name}: ${fault}`);
  });
}

function stepFaults(step: CareStep): readonly string[] {
  const { capability, command, parameters = {}, expect = {} } = step;
  if (!isObject(parameters) || !isObject(expect)) return ["parameters and expect are objects"];
  try {
    checkParameters(capability, command, parameters);
  } catch (error) {
    const { message, details } = toRaeError(error);
    const { faults } = details;
    return [Array.isArray(faults) ? `${message}: ${faults.join("; ")}` : message];
  }
  const { properties } = commandContract(capability, command).result;
  return Object.entries(expect).flatMap(([field, value]) => {
    const schema = Object.hasOwn(properties, field) ? properties[field] : undefined;
    if (schema === undefined) return [`the result has no ${field} that could be expected`];
    // Of an object, `expect` names some fields; the contract wants all.
    if (isObject(value)) return [];
    return schemaFaults(schema, value).map((fault) => `${field} is never so: ${fault}`);
  });
}

function isStep(step: unknown): step is CareStep {
  return isObject(step) && typeof step.capability === "string" && typeof step.command === "string";
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
