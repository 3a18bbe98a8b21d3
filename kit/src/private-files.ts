import {
  chmodSync,
  closeSync,
  existsSync,
  fchmodSync,
  mkdirSync,
  openSync,
  writeFileSync,
} from "node:fs";
import { dirname, resolve } from "node:path";

const folderMode = 0o700;
const fileMode = 0o600;

/**
 * Makes a folder, and those above it, for their owner only (0700), whatever the umask; one that is there stays as its operator
 * made it.
 * @throws what mkdir(2) fails with.
 */
export function makePrivateFolder(path: string): void {
  const missing: string[] = [];
  for (let folder = resolve(path); !existsSync(folder); folder = dirname(folder)) {
    missing.unshift(folder);
  }
  for (const folder of missing) {
    try {
      mkdirSync(folder, { mode: folderMode });
    } catch (error) {
      // Another process was quicker.
      if (codeOf(error) === "EEXIST") continue;
      throw error;
    }
    // The umask may have taken bits away, even the owner's own.
    chmodSync(folder, folderMode);
  }
}

/**
 * Sees to it that a file is for its owner only (0600), whatever the umask; makes it, empty, if it is missing. A file of another
 * owner, or on a disk that is read-only, stays as it is. Never opens a file that is there: closing it would drop SQLite's locks on it.
 * @throws what open(2) fails with.
 */
export function makePrivateFile(path: string): void {
  try {
    const file = openSync(path, "wx", fileMode);
    fchmodSync(file, fileMode);
    closeSync(file);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    tightenFile(path);
  }
}

/** Takes the rights of others away from a file, if it is there and may be changed. */
export function tightenFile(path: string): void {
  try {
    chmodSync(path, fileMode);
  } catch (error) {
    if (!["ENOENT", "EPERM", "EROFS"].includes(codeOf(error))) throw error;
  }
}

/** Writes a file for its owner only, over what was there. */
export function writePrivateFile(path: string, content: string): void {
  makePrivateFile(path);
  writeFileSync(path, content);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
