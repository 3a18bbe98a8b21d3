import { parseSync } from "rolldown/utils";

/** A node of the syntax tree: ESTree with TypeScript's own kinds. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly [property: string]: unknown;
}

export interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly line: number;
}

/** One TypeScript file, read once for all rules. */
export interface SourceFile {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly lineCount: number;
  readonly imports: readonly Import[];
  /** Lines of imports of what only the running program knows. */
  readonly computedImports: readonly number[];
  readonly program: SyntaxNode;
  /** Number of the line in which an offset lies, from 1. */
  lineOf(offset: number): number;
}

/** @throws if the text is not TypeScript. */
export function parseSourceFile(path: string, text: string): SourceFile {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const root: unknown = program;
  if (!isNode(root)) throw new Error(`${path}: no syntax tree`);
  const lineOf = (offset: number) => text.slice(0, offset).split("\n").length;
  const imports: Import[] = [];
  const computedImports: number[] = [];
  for (const { node } of nodesOf(root)) {
    const source = node.source;
    if (!importing.has(node.type) || !isNode(source)) continue;
    const typeOnly =
      node.importKind === "type" || node.exportKind === "type" || node.type === "TSImportType";
    const line = lineOf(node.start);
    if (typeof source.value === "string") imports.push({ specifier: source.value, typeOnly, line });
    else computedImports.push(line);
  }
  const lineCount = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  return { path, lineCount, imports, computedImports, program: root, lineOf };
}

const importing = new Set([
  "ImportDeclaration",
  "ExportNamedDeclaration",
  "ExportAllDeclaration",
  "ImportExpression",
  "TSImportType",
]);

/** Every node with its ancestors, the nearest last. */
export function* nodesOf(
  node: SyntaxNode,
  ancestors: readonly SyntaxNode[] = [],
): Generator<{ readonly node: SyntaxNode; readonly ancestors: readonly SyntaxNode[] }> {
  yield { node, ancestors };
  const inside = [...ancestors, node];
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) yield* nodesOf(child, inside);
    }
  }
}

export function isNode(value: unknown): value is SyntaxNode {
  return value !== null && typeof value === "object" && "type" in value && "start" in value;
}

/** `console.log` for a member expression of plain names, `setTimeout` for a name, else undefined. */
export function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "Identifier") return String(node.name);
  if (node.type !== "MemberExpression" || node.computed === true) return undefined;
  const object = nameOf(node.object);
  const property = nameOf(node.property);
  return object === undefined || property === undefined ? undefined : `${object}.${property}`;
}
