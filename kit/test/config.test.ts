import { ConfigError, parseConfig, printConfig } from "@rae/kit";
import { Type } from "typebox";
import { describe, expect, it } from "vitest";

const schema = Type.Object(
  {
    port: Type.Integer({ minimum: 0, maximum: 65535, default: 8080 }),
    level: Type.Union(
      ["info", "warn"].map((level) => Type.Literal(level)),
      { default: "info" },
    ),
    password: Type.Optional(Type.String({ secret: true })),
  },
  { additionalProperties: false },
);

function faultsOf(value: unknown): readonly string[] {
  try {
    parseConfig(schema, value, "a file");
    return [];
  } catch (error) {
    return error instanceof ConfigError ? error.faults : [String(error)];
  }
}

describe("configuration", () => {
  it("takes defaults where nothing is said, and is frozen", () => {
    const config = parseConfig(schema, {}, "a file");
    expect(config).toEqual({ port: 8080, level: "info" });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it("reports all faults at once, a closed set of values in one sentence", () => {
    expect(faultsOf({ port: "x", level: "loud", other: 1 })).toEqual([
      "/other is not known",
      "/port must be integer",
      '/level must be one of "info", "warn"',
    ]);
  });

  it("hides secrets when it is printed", () => {
    const config = parseConfig(schema, { password: "hunter2" }, "a file");
    const printed = printConfig(schema, config);
    expect(printed).toContain("(hidden)");
    expect(printed).not.toContain("hunter2");
  });
});
