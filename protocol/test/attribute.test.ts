import {
  type AttributeEntry,
  attributeCatalogue,
  attributeTypeOf,
  isAttributeName,
  sameAttributeValue,
} from "@rae/protocol";
import { describe, expect, it } from "vitest";

const entries: readonly [string, AttributeEntry][] = Object.entries(attributeCatalogue);

describe("the attribute catalogue", () => {
  it.each(entries)("%s has a name of the common form, a type and a meaning", (name, entry) => {
    expect(name).toMatch(/^[a-z]+(\.[a-z]+(-[a-z]+)*)?$/);
    expect(["text", "number", "flag", "list"]).toContain(entry.type);
    expect(entry.meaning.length).toBeGreaterThan(2);
    expect(isAttributeName(name)).toBe(true);
  });

  it("closes the set of values for text alone", () => {
    const closed = entries.filter(([, entry]) => entry.values !== undefined);
    expect(closed.map(([, entry]) => entry.type)).toEqual(closed.map(() => "text"));
    expect(closed.length).toBeGreaterThan(0);
  });
});

describe("attribute names", () => {
  it.each(["x.a", "x.acme.fan-speed", "x.0", `x.${"a".repeat(63)}`])(
    "%s is a driver's own",
    (name) => {
      expect(isAttributeName(name)).toBe(true);
    },
  );

  it.each([
    "model.unheard-of",
    "x.",
    "x..a",
    "x.-a",
    "x.A",
    "X.a",
    "y.a",
    "toString",
    "__proto__",
    "",
    `x.${"a".repeat(64)}`,
  ])("%s is neither well-known nor a driver's own", (name) => {
    expect(isAttributeName(name)).toBe(false);
  });
});

describe("attribute values", () => {
  it.each([
    ["", "text"],
    [0, "number"],
    [false, "flag"],
    [[], "list"],
  ] as const)("%j is a %s", (value, type) => {
    expect(attributeTypeOf(value)).toBe(type);
  });

  it.each([
    ["a", "a", true],
    ["1", 1, false],
    [true, true, true],
    [["a", "b"], ["a", "b"], true],
    [["a", "b"], ["b", "a"], false],
    [["a"], ["a", "b"], false],
    [[], "", false],
  ] as const)("%j beside %j: the same? %s", (a, b, same) => {
    expect(sameAttributeValue(a, b)).toBe(same);
  });
});
