import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError, parseConfig, printConfig, readYamlFile, schemaFaults } from "@rae/kit";
import { Type } from "typebox";
import { afterAll, describe, expect, it } from "vitest";

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

describe("a nested configuration", () => {
  const nested = Type.Object({
    gateways: Type.Array(Type.Object({ url: Type.String(), key: Type.String({ secret: true }) })),
    tokens: Type.Record(Type.String(), Type.String({ secret: true })),
    tls: Type.Union([Type.Null(), Type.Object({ passphrase: Type.String({ secret: true }) })]),
    limits: Type.Object({ rows: Type.Integer({ default: 5 }) }, { default: {} }),
  });
  const given = {
    gateways: [{ url: "mqtts://a", key: "hunter2" }],
    tokens: { admin: "hunter2" },
    tls: { passphrase: "hunter2" },
  };

  it("hides secrets in lists, records and alternatives, and nothing else", () => {
    expect(JSON.parse(printConfig(nested, given))).toEqual({
      gateways: [{ url: "mqtts://a", key: "(hidden)" }],
      tokens: { admin: "(hidden)" },
      tls: { passphrase: "(hidden)" },
    });
  });

  it("is frozen to the bottom, has its defaults, and leaves what was given as it was", () => {
    const config = parseConfig(nested, given, "a file");
    expect(config.limits).toEqual({ rows: 5 });
    expect(Object.isFrozen(config.gateways[0])).toBe(true);
    expect(Object.isFrozen(given)).toBe(false);
    expect(given).not.toHaveProperty("limits");
  });

  it("has the defaults of every entry of a list and of a record, and of what a default brings", () => {
    const entry = Type.Object({ port: Type.Integer({ default: 1 }) });
    const deep = Type.Object({
      list: Type.Array(entry),
      record: Type.Record(Type.String({ pattern: "^x" }), entry),
      brought: Type.Object({ inner: Type.Array(entry, { default: [{}] }) }, { default: {} }),
    });
    const record = { x1: {}, other: {} };
    expect(parseConfig(deep, { list: [{}, { port: 2 }], record }, "a file")).toEqual({
      list: [{ port: 1 }, { port: 2 }],
      record: { x1: { port: 1 }, other: {} },
      brought: { inner: [{ port: 1 }] },
    });
  });

  it("takes what is said for what it is, null and a key of every object's too", () => {
    const text = Type.Object({ a: Type.Union([Type.Null(), Type.String()], { default: "b" }) });
    expect(parseConfig(text, { a: null }, "a file")).toEqual({ a: null });
    expect(parseConfig(text, JSON.parse('{"constructor":1,"__proto__":2}'), "a file").a).toBe("b");
  });

  it("names the place of a fault deep inside", () => {
    const faults = schemaFaults(nested, { ...given, gateways: [{ url: 7, key: "" }] });
    expect(faults).toContain("/gateways/0/url must be string");
  });
});

describe("a YAML file", () => {
  const folder = mkdtempSync(join(tmpdir(), "rae-kit-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const fileOf = (text: string) => {
    const path = join(folder, "config.yaml");
    writeFileSync(path, text);
    return path;
  };

  it("is read as what it says", () => {
    expect(readYamlFile(fileOf("a: 1\nb: [x]\n"))).toEqual({ a: 1, b: ["x"] });
  });

  it("that is missing is a fault that names it", () => {
    expect(() => readYamlFile(join(folder, "none.yaml"))).toThrow(ConfigError);
    expect(() => readYamlFile(join(folder, "none.yaml"))).toThrow("none.yaml");
  });

  it("that is not YAML is a fault", () => {
    expect(() => readYamlFile(fileOf("a: [1"))).toThrow(ConfigError);
  });

  it("that is empty counts as an empty configuration", () => {
    const config = parseConfig(schema, readYamlFile(fileOf("")), "a file");
    expect(config).toEqual({ port: 8080, level: "info" });
  });
});
