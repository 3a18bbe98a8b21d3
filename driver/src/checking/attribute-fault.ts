import { type AttributeEntry, attributeCatalogue, isAttributeName } from "@rae/protocol";

/** Attributes that the agent itself decides: of place, presence and health. */
const ownAttributes: ReadonlySet<string> = new Set([
  "identity.asset",
  "identity.wire",
  "identity.conflict",
  "identity.possible-duplicate",
  "wire.adapter",
  "connection.state",
  "connection.reason",
  "connection.links",
  "health.state",
  "health.reason",
  "capabilities",
]);

const maxItems = 1_024;

/**
 * Why a driver may not tell this value of this attribute, in a sentence; undefined if it may. Size is no fault: a device's own words may
 * be long, and the session leaves out what is too large.
 */
export function attributeFault(name: string, value: unknown): string | undefined {
  const shown = name.slice(0, 64);
  if (!isAttributeName(name)) return `${shown} is no attribute that a driver may tell`;
  if (ownAttributes.has(name)) return `${shown} is the agent's to tell`;
  const type = typeOf(value);
  if (type === undefined) return `${shown} is ${describe(value)}`;
  const entry: AttributeEntry | undefined = Object.hasOwn(attributeCatalogue, name)
    ? attributeCatalogue[name as keyof typeof attributeCatalogue]
    : undefined;
  if (entry === undefined) return undefined;
  if (entry.type !== type) return `${shown} is a ${type} and should be a ${entry.type}`;
  if (entry.values === undefined || entry.values.some((allowed) => allowed === value)) {
    return undefined;
  }
  return `${shown} is ${describe(value)}, not one of ${entry.values.join(", ")}`;
}

function typeOf(value: unknown): AttributeEntry["type"] | undefined {
  if (typeof value === "string") return "text";
  if (typeof value === "boolean") return "flag";
  if (typeof value === "number") return Number.isFinite(value) ? "number" : undefined;
  if (!Array.isArray(value) || value.length > maxItems) return undefined;
  return value.every((item) => typeof item === "string") ? "list" : undefined;
}

function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 64));
  if (typeof value === "number" || value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return "a list of something else than text, or too long";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
