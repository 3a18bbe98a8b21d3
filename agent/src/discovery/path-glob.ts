import { basename, dirname } from "node:path";

/** A pattern for the files of one folder: `*` and `?` stand in the last segment alone. */
export interface PathGlob {
  readonly folder: string;
  matches(fileName: string): boolean;
}

/** @throws TypeError if the glob is not absolute, or has a star before its last segment. */
export function parsePathGlob(glob: string): PathGlob {
  const folder = dirname(glob);
  if (!glob.startsWith("/")) throw new TypeError(`${glob} is not an absolute path`);
  if (/[*?]/.test(folder)) throw new TypeError(`${glob} has a star before its last segment`);
  const source = basename(glob)
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]");
  const pattern = new RegExp(`^${source}$`);
  return { folder, matches: (fileName) => pattern.test(fileName) };
}
