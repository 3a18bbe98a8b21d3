import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSourceFile, type SourceFile } from "./source-file.ts";

/** What the rules need of a `package.json`. */
export interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** The repository as the structure tests see it. */
export interface SourceTree {
  /** TypeScript files by path; generated ones are left out. */
  readonly files: ReadonlyMap<string, SourceFile>;
  /** `package.json` by folder; the root's is `.`. */
  readonly manifests: ReadonlyMap<string, Manifest>;
}

/** Files under version control, and new ones that are not ignored. */
export function listFiles(root: string): readonly string[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  return [...new Set(listed.split("\n"))].filter(
    (path) => path !== "" && existsSync(join(root, path)),
  );
}

export function readSourceTree(root: string): SourceTree {
  return sourceTreeOf(
    Object.fromEntries(
      listFiles(root)
        .filter((path) => /\.ts$|(^|\/)package\.json$/.test(path))
        .map((path) => [path, readFileSync(join(root, path), "utf8")]),
    ),
  );
}

/** A tree from texts by path. */
export function sourceTreeOf(texts: Readonly<Record<string, string>>): SourceTree {
  const files = new Map<string, SourceFile>();
  const manifests = new Map<string, Manifest>();
  for (const [path, text] of Object.entries(texts)) {
    if (path.endsWith("package.json")) {
      const manifest: Manifest = JSON.parse(text);
      manifests.set(path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".", manifest);
    } else if (!path.includes("/gen/")) {
      files.set(path, parseSourceFile(path, text));
    }
  }
  return { files, manifests };
}
