import { isAttributeName, type Static, Type } from "@rae/driver";
import { BoundedPattern } from "./bounded-pattern.ts";
import { type ConsolePatterns, defaultPatterns, type LinePattern } from "./codec.ts";

const pattern = Type.String({ minLength: 1, maxLength: 512, description: "a regular expression" });

export const settingsSchema = Type.Object(
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
    telnet: Type.Boolean({
      default: false,
      description: "whether the serial server speaks Telnet and not bare bytes",
    }),
  },
  { additionalProperties: false },
);
export type ConsoleSettings = Static<typeof settingsSchema>;

const prompts = ["boot", "login", "shell"] as const;

/** What the schema cannot say of settings. */
export function settingsFaults(settings: ConsoleSettings): readonly string[] {
  const faults: string[] = [];
  const check = (source: string | undefined, path: string) => {
    try {
      new RegExp(source ?? "");
    } catch (error) {
      faults.push(`${path} ${error instanceof Error ? error.message : "is not a pattern"}`);
    }
  };
  for (const [index, entry] of (settings.patterns ?? []).entries()) {
    const path = `/patterns/${index}`;
    if (!isAttributeName(entry.attribute)) faults.push(`${path}/attribute is not an attribute`);
    check(entry.pattern, `${path}/pattern`);
  }
  for (const name of prompts) check(settings[name], `/${name}`);
  return faults;
}

/**
 * The patterns that the settings name, the others as by default. One that takes too long to look is not looked for again, and
 * `onSlow` is told.
 */
export function consolePatterns(
  settings: ConsoleSettings,
  onSlow: (source: string) => void,
): ConsolePatterns {
  const given = (settings.patterns ?? []).map(({ attribute, pattern: source }) => ({
    attribute,
    pattern: operatorPattern(source, "i", onSlow),
  }));
  const named = new Set(given.map(({ attribute }) => attribute));
  const prompt = (name: (typeof prompts)[number]): LinePattern => {
    const source = settings[name];
    return source === undefined ? defaultPatterns[name] : operatorPattern(source, "", onSlow);
  };
  return {
    attributes: [
      ...given,
      ...defaultPatterns.attributes.filter(({ attribute }) => !named.has(attribute)),
    ],
    boot: prompt("boot"),
    login: prompt("login"),
    shell: prompt("shell"),
  };
}

function operatorPattern(
  source: string,
  flags: string,
  onSlow: (source: string) => void,
): LinePattern {
  const bounded = new BoundedPattern(source, flags);
  let isSlow = false;
  return {
    exec(line) {
      if (isSlow) return null;
      try {
        return bounded.exec(line);
      } catch {
        isSlow = true;
        onSlow(source);
        return null;
      }
    },
  };
}
