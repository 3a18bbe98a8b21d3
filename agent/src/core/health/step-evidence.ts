import { isDeepStrictEqual } from "node:util";
import type { CareStep } from "@rae/driver";
import type { Attributes, JsonObject } from "@rae/protocol";

/** `health.reason` is read by people, and goes to every client that follows the fleet. */
const maxReasonLength = 1_000;
const maxPieceLength = 400;

/** Names by which a device is the same one. Its MAC is not: a device may change from cable to radio. */
const identityNames = ["identity.usn", "identity.serial"];

/** Where a step stands and what it sent: `check step 2 remote-control.press {"key":"home"}`. */
export function stepPlace(list: string, index: number, step: CareStep): string {
  const { capability, command, parameters = {} } = step;
  const sent = Object.keys(parameters).length === 0 ? "" : ` ${piece(parameters)}`;
  return `${list} step ${index + 1} ${capability}.${command}${sent}`;
}

/** The reason of a quarantine, of bounded length. */
export function careReason(place: string, what: string): string {
  return bounded(`${place}: ${what}`, maxReasonLength);
}

/** In what a result differs from what was expected, as a sentence; undefined if in nothing. */
export function differenceOf(expected: JsonObject, result: JsonObject): string | undefined {
  for (const [name, value] of Object.entries(expected)) {
    const came = result[name];
    if (isObject(value) && isObject(came)) {
      const inner = differenceOf(value, came);
      if (inner !== undefined) return inner;
    } else if (!isDeepStrictEqual(came, value)) {
      return `expected ${name} ${piece(value)}, and it was ${piece(came)}`;
    }
  }
  return undefined;
}

/** Whether what answered `info.get` calls itself another device than the session is, as a sentence. */
export function strangerOf(known: Attributes, result: JsonObject): string | undefined {
  const told = isObject(result.attributes) ? result.attributes : {};
  const name = identityNames.find(
    (each) =>
      known[each] !== undefined && told[each] !== undefined && told[each] !== known[each].value,
  );
  if (name === undefined) return undefined;
  return `another device answered: ${name} is ${piece(told[name])}, and was ${piece(known[name]?.value)}`;
}

function piece(value: unknown): string {
  return bounded(JSON.stringify(value) ?? "missing", maxPieceLength);
}

function bounded(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).toWellFormed()}…`;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
