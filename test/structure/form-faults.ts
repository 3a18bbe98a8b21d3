import { folderRuleOf, isProduct, placeOf } from "./import-faults.ts";
import { environmentReaders, folderRules } from "./import-table.ts";
import { nameOf, nodesOf, type SourceFile, type SyntaxNode } from "./source-file.ts";
import type { SourceTree } from "./source-tree.ts";

const maxLines = 400;
const bannedWords = [
  "utils",
  "util",
  "helpers",
  "helper",
  "common",
  "misc",
  "types",
  "constants",
  "manager",
  "base",
];
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/;

/** Everything that breaks the form of files and code, one sentence each. */
export function formFaults(tree: SourceTree): readonly string[] {
  const entries = new Set(
    [...tree.manifests].flatMap(([folder, manifest]) =>
      Object.values(manifest.exports ?? {}).map((target) => `${folder}/${target.slice(2)}`),
    ),
  );
  return [...tree.files.values()].flatMap((file) => [
    ...fileFaults(file, entries),
    ...codeFaults(file).map(({ offset, fault }) => `${file.path}:${file.lineOf(offset)} ${fault}`),
  ]);
}

function fileFaults(file: SourceFile, entries: ReadonlySet<string>): readonly string[] {
  const faults: string[] = [];
  const names = file.path.split("/");
  const base = names.at(-1)?.replace(/\.ts$/, "") ?? "";
  if (file.lineCount > maxLines)
    faults.push(`${file.path} has ${file.lineCount} lines; at most ${maxLines}`);
  if (!names.every((name) => kebabCase.test(name))) faults.push(`${file.path} is not kebab-case`);
  const banned = base.split(/[-.]/).find((word) => bannedWords.includes(word));
  if (banned !== undefined) faults.push(`${file.path} is named "${banned}", which says nothing`);
  if (base === "index" && !entries.has(file.path))
    faults.push(`${file.path} is not a package entry`);
  const place = placeOf(file.path);
  const folders = place === undefined ? undefined : folderRules[place.workspace];
  if (folders !== undefined && place?.folder !== "" && folders[place?.folder ?? ""] === undefined) {
    faults.push(`${file.path} lies in a folder that the import table does not know`);
  }
  return faults;
}

interface CodeFault {
  readonly offset: number;
  readonly fault: string;
}

function codeFaults(file: SourceFile): readonly CodeFault[] {
  const rule = folderRuleOf(file.path);
  const faults: CodeFault[] = [];
  for (const { node } of nodesOf(file.program)) {
    const fault =
      syntaxFault(node, file.path) ??
      globalFault(node, file.path) ??
      (rule?.pure ? impureFault(node) : undefined);
    if (fault !== undefined) faults.push({ offset: node.start, fault });
  }
  if (rule?.typesOnly) faults.push(...valueFaults(file.program));
  return faults;
}

function syntaxFault(node: SyntaxNode, path: string): string | undefined {
  if (node.type === "ExportDefaultDeclaration" && !path.endsWith(".config.ts"))
    return "exports a default";
  if (node.type === "TSEnumDeclaration") return "declares an enum";
  if (node.type === "TSParameterProperty") return "has a parameter property";
  if (node.type === "TSNonNullExpression") return "asserts with !";
  if (node.type === "TSAnyKeyword") return "says any";
  if (node.type === "Decorator") return "has a decorator";
  // A constructor has no #name, and hiding it is the way to have `openX` alone make one.
  if (node.kind === "constructor") return undefined;
  const isPrivate = node.accessibility === "private" || node.accessibility === "protected";
  return isPrivate ? `has a ${String(node.accessibility)} member; use #names` : undefined;
}

function globalFault(node: SyntaxNode, path: string): string | undefined {
  if (node.type !== "MemberExpression") return undefined;
  const name = nameOf(node);
  if (name?.startsWith("console.")) return "writes to the console";
  const mayReadEnvironment =
    path.endsWith("/config.ts") || environmentReaders[path] !== undefined || !isProduct(path);
  if (name === "process.env" && !mayReadEnvironment)
    return "reads the environment outside of config.ts";
  return undefined;
}

const impureNames = ["setTimeout", "setInterval", "setImmediate", "fetch", "process"];
const impureMembers = ["Date.now", "performance.now"];

function impureFault(node: SyntaxNode): string | undefined {
  const name = node.type === "CallExpression" ? nameOf(node.callee) : undefined;
  if (name === undefined) return undefined;
  const [root = ""] = name.split(".");
  const impure = impureMembers.includes(name) || impureNames.includes(root);
  return impure ? `calls ${name} in pure code` : undefined;
}

/** What a folder of types may not hold. */
function valueFaults(program: SyntaxNode): readonly CodeFault[] {
  const statements = Array.isArray(program.body) ? (program.body as readonly SyntaxNode[]) : [];
  return statements
    .map((statement) => (statement.declaration ?? statement) as SyntaxNode)
    .filter((declaration) => !isTypeLike(declaration))
    .map(({ start }) => ({ offset: start, fault: "holds code in a folder of types" }));
}

function isTypeLike(declaration: SyntaxNode): boolean {
  switch (declaration.type) {
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
      return true;
    case "ClassDeclaration":
      return nameOf(declaration.superClass)?.endsWith("Error") ?? false;
    case "VariableDeclaration":
      return [...nodesOf(declaration)].every(
        ({ node }) => !/Call|Function|New|Await/.test(node.type),
      );
    default:
      return false;
  }
}
