import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errorCodes } from "@rae/protocol";
import { describe, expect, it } from "vitest";
import { type Documents, documentFaults } from "./docs/document-faults.ts";
import { generatedParts, withGeneratedParts } from "./docs/generated-parts.ts";
import { workspaceImports } from "./structure/import-table.ts";
import { listFiles } from "./structure/source-tree.ts";

const root = new URL("..", import.meta.url).pathname;
const files = listFiles(root);
const read = (path: string) => readFileSync(join(root, path), "utf8");
const documents = files.filter((path) => path.endsWith(".md"));
const sources = files.filter((path) => /\.ts$/.test(path) && !path.includes("/gen/"));
const variables = new Set(
  sources
    .filter((path) => !/\.test\.ts$|^test\/docs/.test(path))
    .flatMap((path) => read(path).match(/\bRAE_[A-Z_]+\b/g) ?? []),
);
const scripts: Record<string, string> = JSON.parse(read("package.json")).scripts;

/** What is still to be written; a name leaves the list with the commit that writes it. */
const withoutReadme = ["agent"];

/** Codes that no test expects yet. */
const withoutTest = ["box-offline"];

it("every error code is expected by a test", () => {
  const tests = sources
    .filter((path) => /(^|\/)test\//.test(path) && !/^test\/(docs|structure)/.test(path))
    .filter((path) => path !== "test/docs.test.ts")
    .map(read)
    .join("\n");
  const isExpected = (code: string) => new RegExp(`["'\`: |]${code}["'\`: ,|)]`).test(tests);
  const missing = Object.keys(errorCodes).filter((code) => !isExpected(code));
  expect(missing.filter((code) => !withoutTest.includes(code))).toEqual([]);
});

describe("the documents", () => {
  it("link to what exists, and name scripts and variables that exist", () => {
    const faults = documentFaults({
      texts: new Map(documents.map((path) => [path, read(path)])),
      files: new Set(files),
      scripts: new Set(Object.keys(scripts)),
      variables,
    });
    expect(faults).toEqual([]);
  });

  it("repeat the tables of the code as they are; `node test/docs/main.ts` writes them anew", () => {
    const stale = documents.filter((path) => withGeneratedParts(read(path)) !== read(path));
    expect(stale).toEqual([]);
  });

  it("hold each generated table in one place", () => {
    const marked = documents.flatMap((path) =>
      [...read(path).matchAll(/<!-- generated: ([a-z]+) -->/g)].map((match) => match[1]),
    );
    expect(marked.sort()).toEqual(Object.keys(generatedParts).sort());
  });

  it("know every variable that the code reads", () => {
    const operations = read("docs/operations.md");
    expect([...variables].filter((variable) => !operations.includes(`\`${variable}\``))).toEqual(
      [],
    );
  });

  it("have a README for every workspace", () => {
    const missing = Object.keys(workspaceImports).filter(
      (workspace) =>
        !documents.includes(`${workspace}/README.md`) && !withoutReadme.includes(workspace),
    );
    expect(missing).toEqual([]);
  });

  it.each(["simulator/src/lab/devices"])("have a README for every folder in %s", (folder) => {
    const families = new Set(
      files
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1).split("/"))
        .filter((names) => names.length > 1)
        .map((names) => names[0] ?? ""),
    );
    expect(
      [...families].filter((name) => !documents.includes(`${folder}/${name}/README.md`)),
    ).toEqual([]);
  });
});

describe("the checks of documents", () => {
  const good: Documents = {
    texts: new Map([["docs/a.md", "# A\n## One thing\n"]]),
    files: new Set(["docs/a.md", "kit/src/clock.ts"]),
    scripts: new Set(["test", "check"]),
    variables: new Set(["RAE_HTTP_PORT"]),
  };
  const faultsOf = (text: string) =>
    documentFaults({ ...good, texts: new Map([...good.texts, ["docs/b.md", text]]) });

  it.each([
    "[a](a.md) [a](a.md#one-thing) [clock](../kit/src/clock.ts) [kit](../kit/) [web](https://example.org/x)",
    "`npm test`, `npm run check`, `RAE_HTTP_PORT`",
    "```\n[not](a-link.md)\n```",
  ])("accept %j", (text) => {
    expect(faultsOf(text)).toEqual([]);
  });

  it.each([
    "[a](gone.md)",
    "[a](../kit/src/gone.ts)",
    "[a](a.md#another-thing)",
    "[a](#nothing-here)",
    "`npm run gone`",
    "`npm start`",
    "`RAE_GONE`",
  ])("refuse %j", (text) => {
    expect(faultsOf(text)).toHaveLength(1);
  });

  it("see that a generated part is stale, unknown or without an end", () => {
    const part = (name: string, end: string) => `<!-- generated: ${name} -->\nstale words\n${end}`;
    const written = withGeneratedParts(part("errors", "<!-- end of generated part -->\nafter"));
    expect(written).toContain("`bad-request`");
    expect(written).not.toContain("stale words");
    expect(written).toMatch(/after$/);
    expect(withGeneratedParts(written)).toBe(written);
    expect(() => withGeneratedParts(part("gone", "<!-- end of generated part -->"))).toThrow(
      "gone",
    );
    expect(() => withGeneratedParts(part("errors", ""))).toThrow("no end");
  });

  it("have a row for every error code", () => {
    const rendered = generatedParts.errors?.() ?? "";
    expect(Object.keys(errorCodes).filter((code) => !rendered.includes(`| \`${code}\` |`))).toEqual(
      [],
    );
    expect(rendered.split("\n")).toHaveLength(Object.keys(errorCodes).length + 2);
  });
});
