import { isAttributeName, type JsonObject, parseDriverSettings, RaeError } from "@rae/driver";
import { Type } from "typebox";
import { type ConsolePatterns, defaultPatterns } from "./codec.ts";

const pattern = Type.String({ minLength: 1, maxLength: 512, description: "a regular expression" });

const settingsSchema = Type.Object(
  {
    patterns: Type.Optional(
      Type.Array(
        Type.Object({ attribute: Type.String(), pattern }, { additionalProperties: false }),
        {
          maxItems: 32,
          description:
            "where a line tells an attribute: the first group; each replaces the default",
        },
      ),
    ),
    boot: Type.Optional(pattern),
    login: Type.Optional(pattern),
    shell: Type.Optional(pattern),
  },
  { additionalProperties: false },
);

/**
 * The patterns that the settings name, the others as by default.
 * @throws RaeError `config-invalid` naming every fault.
 */
export function parseConsoleSettings(driver: string, settings: JsonObject): ConsolePatterns {
  const parsed = parseDriverSettings(driver, settingsSchema, settings);
  const faults: string[] = [];
  const compile = (source: string, flags: string, path: string): RegExp => {
    try {
      return new RegExp(source, flags);
    } catch (error) {
      faults.push(`${path} ${error instanceof Error ? error.message : "is not a pattern"}`);
      return /(?!)/;
    }
  };
  const attributes = (parsed.patterns ?? []).map((entry, index) => {
    const path = `/patterns/${index}`;
    if (!isAttributeName(entry.attribute)) faults.push(`${path}/attribute is not an attribute`);
    return { attribute: entry.attribute, pattern: compile(entry.pattern, "i", `${path}/pattern`) };
  });
  const named = new Set(attributes.map((entry) => entry.attribute));
  const prompt = (name: "boot" | "login" | "shell"): RegExp => {
    const source = parsed[name];
    return source === undefined ? defaultPatterns[name] : compile(source, "", `/${name}`);
  };
  const patterns = {
    attributes: [
      ...attributes,
      ...defaultPatterns.attributes.filter((entry) => !named.has(entry.attribute)),
    ],
    boot: prompt("boot"),
    login: prompt("login"),
    shell: prompt("shell"),
  };
  if (faults.length === 0) return patterns;
  throw new RaeError(
    "config-invalid",
    `the settings of driver ${driver} are not usable: ${faults.join("; ")}`,
    { details: { driver, faults } },
  );
}
