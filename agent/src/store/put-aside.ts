import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** How many files are kept for those who want to know what happened; each may be as large as the outbox. */
const keptFiles = 3;

const suffixes = ["-wal", "-shm", ""];

/**
 * Renames a database, and what SQLite has beside it, to `<path>.unreadable-<UTC>`, and removes the oldest of more than three such.
 * Returns the new path.
 * @throws what rename(2) fails with.
 */
export function putAside(path: string, nowMs: number): string {
  const target = freeName(path, nowMs);
  // The database last: until then the next start finds it unreadable again.
  for (const suffix of suffixes) {
    if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${target}${suffix}`);
  }
  for (const name of filesPutAside(path).slice(0, -keptFiles)) {
    const old = join(dirname(path), name);
    for (const suffix of suffixes) rmSync(`${old}${suffix}`, { force: true });
  }
  return target;
}

/** Names of the databases beside `path` that were put aside and are still there, the oldest first. */
export function filesPutAside(path: string): string[] {
  const start = `${basename(path)}.unreadable-`;
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(start) && /^\d{8}T\d{6}Z$/.test(name.slice(start.length)))
    .sort();
}

function freeName(path: string, nowMs: number): string {
  for (let atMs = nowMs; ; atMs += 1_000) {
    const utc = new Date(atMs).toISOString().replace(/[-:]|\.\d+/g, "");
    const name = `${path}.unreadable-${utc}`;
    if (!existsSync(name)) return name;
  }
}
