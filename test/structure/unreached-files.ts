import { resolveImport } from "./import-faults.ts";
import type { SourceTree } from "./source-tree.ts";

/** Files that no program, entry or test leads to: dead code. */
export function unreachedFiles(tree: SourceTree): readonly string[] {
  const reached = new Set<string>();
  const visit = (path: string): void => {
    const file = tree.files.get(path);
    if (file === undefined || reached.has(path)) return;
    reached.add(path);
    for (const { specifier } of file.imports) {
      const target = resolveImport(tree, file, specifier);
      if (target !== undefined) visit(target);
    }
  };
  for (const path of startsOf(tree)) visit(path);
  return [...tree.files.keys()].filter((path) => !reached.has(path));
}

/** Files that somebody starts or imports from outside: package entries, programs, tests, and what tools read. */
function startsOf(tree: SourceTree): readonly string[] {
  const entries = [...tree.manifests].flatMap(([folder, manifest]) =>
    Object.values(manifest.exports ?? {}).map((target) => `${folder}/${target.slice(2)}`),
  );
  const started = [...tree.files.keys()].filter((path) =>
    /(^|\/)main\.ts$|\/test\/programs\/|\.test\.ts$|^[a-z-]+\.config\.ts$|\.d\.ts$|^[a-z-]+\/[a-z-]+\.ts$/.test(
      path,
    ),
  );
  return [...entries, ...started];
}
