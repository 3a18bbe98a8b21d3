import {
  type AttributeEntry,
  attributeCatalogue,
  capabilities,
  type ErrorCodeEntry,
  errorCodes,
} from "@rae/protocol";

/** Parts of documents that repeat a table of the code, by name. */
export const generatedParts: Readonly<Record<string, () => string>> = {
  errors: errorTable,
  attributes: attributeTable,
  capabilities: capabilityTable,
};

const begin = /<!-- generated: ([a-z]+) -->\n/g;
const end = "<!-- end of generated part -->";

/**
 * The text with each generated part written anew.
 * @throws if a part has no end, or a name that is not known.
 */
export function withGeneratedParts(text: string): string {
  let result = "";
  let at = 0;
  for (const match of text.matchAll(begin)) {
    const name = match[1] ?? "";
    const render = Object.hasOwn(generatedParts, name) ? generatedParts[name] : undefined;
    if (render === undefined) throw new Error(`there is no generated part "${name}"`);
    const from = match.index + match[0].length;
    const to = text.indexOf(end, from);
    if (to < 0) throw new Error(`the generated part "${name}" has no end`);
    result += `${text.slice(at, from)}\n${render()}\n\n`;
    at = to;
  }
  return result + text.slice(at);
}

function errorTable(): string {
  const entries: readonly [string, ErrorCodeEntry][] = Object.entries(errorCodes);
  return table(
    ["code", "what happened", "fault", "HTTP", "retry", "what to do"],
    entries.map(([code, entry]) => [
      `\`${code}\``,
      entry.summary,
      entry.fault,
      String(entry.httpStatus),
      entry.retryable ? "yes" : "no",
      entry.remedy,
    ]),
  );
}

function attributeTable(): string {
  const entries: readonly [string, AttributeEntry][] = Object.entries(attributeCatalogue);
  return table(
    ["attribute", "type", "meaning"],
    entries.map(([name, { type, unit, values, meaning }]) => [
      `\`${name}\``,
      unit === undefined ? type : `${type}, ${unit}`,
      values === undefined
        ? meaning
        : `${meaning}: ${values.map((each) => `\`${each}\``).join(", ")}`,
    ]),
  );
}

function capabilityTable(): string {
  return table(
    ["command", "effect", "parameters", "what it does"],
    [...capabilities.values()].flatMap((capability) =>
      Object.entries(capability.commands).map(([name, contract]) => [
        `\`${capability.name}.${name}\``,
        contract.effect,
        parametersOf(contract.parameters.properties),
        contract.summary,
      ]),
    ),
  );
}

function parametersOf(properties: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(properties);
  return names.length === 0 ? "none" : names.map((name) => `\`${name}\``).join(", ");
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}
