import { posix } from "node:path";
import {
  computedImports,
  type FolderRule,
  folderRules,
  pureBuiltins,
  purePackages,
  testImports,
  workspaceImports,
} from "./import-table.ts";
import type { Import, SourceFile } from "./source-file.ts";
import type { Manifest, SourceTree } from "./source-tree.ts";

/** Everything that breaks the import table, one sentence each. */
export function importFaults(tree: SourceTree): readonly string[] {
  return [...tree.files.values()].flatMap((file) => [
    ...file.imports.flatMap((each) =>
      faultsOfImport(tree, file, each).map((fault) => `${file.path}:${each.line} ${fault}`),
    ),
    ...file.computedImports
      .filter(() => computedImports[file.path] === undefined)
      .map((line) => `${file.path}:${line} imports what only the running program knows`),
  ]);
}

/** Path of the file that an import leads to; undefined for builtins and packages of others. */
export function resolveImport(
  tree: SourceTree,
  file: SourceFile,
  specifier: string,
): string | undefined {
  if (specifier.startsWith(".")) {
    return posix.join(posix.dirname(file.path), specifier);
  }
  const own = ownPackage(tree, specifier);
  const target = own?.manifest.exports?.[own.entry];
  return own === undefined || target === undefined ? undefined : posix.join(own.folder, target);
}

function faultsOfImport(tree: SourceTree, file: SourceFile, each: Import): readonly string[] {
  const { specifier } = each;
  if (specifier.startsWith(".")) return relativeFaults(tree, file, specifier);
  const own = ownPackage(tree, specifier);
  if (own !== undefined) return ownPackageFaults(file, specifier, own);
  return foreignFaults(tree, file, each);
}

function relativeFaults(tree: SourceTree, file: SourceFile, specifier: string): readonly string[] {
  const target = posix.join(posix.dirname(file.path), specifier);
  if (target.includes("/gen/")) return [];
  if (!tree.files.has(target)) return [`imports ${specifier}, which does not exist`];
  if (workspaceOf(target) !== workspaceOf(file.path)) {
    return [`reaches into ${workspaceOf(target)} by a path; import its package entry`];
  }
  const faults: string[] = [];
  if (isProduct(file.path) && !isProduct(target))
    faults.push(`imports ${specifier}, which is for tests`);
  const from = placeOf(file.path);
  const to = placeOf(target);
  if (from === undefined || to === undefined) return faults;
  const rule = folderRules[from.workspace]?.[from.folder];
  if (rule === undefined) return faults;
  if (from.folder !== to.folder && !rule.mayImport.includes(to.folder)) {
    faults.push(`${from.folder} may not import ${to.folder === "" ? "the wiring" : to.folder}`);
  }
  if (from.folder === to.folder && rule.separateChildren && bothInside(from.child, to.child)) {
    faults.push(`${from.folder}/${from.child} may not import ${to.folder}/${to.child}`);
  }
  return faults;
}

function ownPackageFaults(file: SourceFile, specifier: string, own: OwnPackage): readonly string[] {
  const workspace = workspaceOf(file.path);
  const faults: string[] = [];
  const ofTests = file.path.startsWith(`${workspace}/test/`)
    ? [workspace, ...(testImports[workspace] ?? [])]
    : [];
  const allowed = [...(workspaceImports[workspace] ?? []), ...ofTests].includes(own.folder);
  if (!allowed) faults.push(`${workspace} may not import ${own.folder}`);
  if (own.manifest.exports?.[own.entry] === undefined) {
    faults.push(`imports ${specifier}, which ${own.manifest.name} does not export`);
  }
  if (isProduct(file.path) && own.entry.startsWith("./testing")) {
    faults.push(`imports ${specifier}, which is for tests`);
  }
  return [...faults, ...pureFaults(file, own.manifest.name, purePackages)];
}

function foreignFaults(tree: SourceTree, file: SourceFile, each: Import): readonly string[] {
  if (each.specifier.startsWith("node:")) return pureFaults(file, each.specifier, pureBuiltins);
  const name = packageName(each.specifier);
  const manifest = tree.manifests.get(workspaceOf(file.path));
  const atRuntime = isProduct(file.path) && !each.typeOnly;
  const declared = [
    manifest?.dependencies,
    ...(atRuntime ? [] : [manifest?.devDependencies, tree.manifests.get(".")?.devDependencies]),
  ];
  const faults = declared.some((dependencies) => dependencies?.[name] !== undefined)
    ? []
    : [`imports ${name}, which its package.json does not declare`];
  return [...faults, ...pureFaults(file, name, purePackages)];
}

function pureFaults(file: SourceFile, name: string, allowed: readonly string[]): readonly string[] {
  if (!isPure(file.path) || allowed.includes(name)) return [];
  return [
    `imports ${name}, but ${placeOf(file.path)?.folder} does no I/O and knows no client library`,
  ];
}

interface OwnPackage {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly entry: string;
}

function ownPackage(tree: SourceTree, specifier: string): OwnPackage | undefined {
  const name = packageName(specifier);
  for (const [folder, manifest] of tree.manifests) {
    if (manifest.name === name && folder !== ".") {
      return { folder, manifest, entry: `.${specifier.slice(name.length)}` };
    }
  }
  return undefined;
}

function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

/** The workspace's folder; `.` for files at the root. */
export function workspaceOf(path: string): string {
  const [first = "", second = ""] = path.split("/");
  if (!path.includes("/")) return ".";
  return first === "drivers" ? `${first}/${second}` : first;
}

/** Where a file lies in its workspace's `src`; undefined outside of it. The wiring has an empty folder. */
export function placeOf(
  path: string,
): { readonly workspace: string; readonly folder: string; readonly child: string } | undefined {
  const workspace = workspaceOf(path);
  const [src, ...inside] = path.slice(workspace.length + 1).split("/");
  if (src !== "src") return undefined;
  if (inside.length === 1 || inside.at(-1) === "main.ts")
    return { workspace, folder: "", child: "" };
  return { workspace, folder: inside[0] ?? "", child: inside.length > 2 ? (inside[1] ?? "") : "" };
}

export function folderRuleOf(path: string): FolderRule | undefined {
  const place = placeOf(path);
  return place === undefined ? undefined : folderRules[place.workspace]?.[place.folder];
}

/** Whether the file runs in a product: neither a test nor a fake. */
export function isProduct(path: string): boolean {
  return !/^test\/|\/test\/|\/testing\/|\.config\.ts$|^[a-z-]+\/[a-z-]+\.ts$/.test(path);
}

function isPure(path: string): boolean {
  return folderRuleOf(path)?.pure === true;
}

function bothInside(a: string, b: string): boolean {
  return a !== "" && b !== "" && a !== b;
}
