import { resolveImport } from "./import-faults.ts";
import type { SourceTree } from "./source-tree.ts";

/** Import cycles, type imports included; each as the paths around it. Every file in a cycle is told at least once. */
export function importCycles(tree: SourceTree): readonly string[] {
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) cycles.push([...trail.slice(at), path].join(" -> "));
    if (at >= 0 || done.has(path)) return;
    for (const target of targetsOf(tree, path)) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of tree.files.keys()) visit(path, []);
  return cycles;
}

function targetsOf(tree: SourceTree, path: string): readonly string[] {
  const file = tree.files.get(path);
  if (file === undefined) return [];
  const targets = file.imports
    .map(({ specifier }) => resolveImport(tree, file, specifier))
    .filter((target) => target !== undefined && tree.files.has(target));
  return [...new Set(targets)].filter((target) => target !== undefined);
}
