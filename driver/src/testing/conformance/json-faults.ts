/** Deeper than anything that a person reads; what goes on is a circle. */
const maxDepth = 16;

/** What of a value does not survive as JSON, each a sentence that begins with its place: `undefined`, NaN, bigint, a circle, a class. */
export function jsonFaults(value: unknown, place: string, depth = 0): readonly string[] {
  if (value === null || typeof value === "string" || typeof value === "boolean") return [];
  if (typeof value === "number") {
    return Number.isFinite(value) ? [] : [`${place} is ${value}, which JSON cannot say`];
  }
  if (typeof value !== "object") return [`${place} is ${typeof value}, which JSON cannot say`];
  if (depth > maxDepth) return [`${place} is too deep, or contains itself`];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => jsonFaults(item, `${place}/${index}`, depth + 1));
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    return [`${place} is an object of a class, which JSON cannot say`];
  }
  return Object.entries(value).flatMap(([name, inner]) =>
    jsonFaults(inner, `${place}/${name}`, depth + 1),
  );
}
