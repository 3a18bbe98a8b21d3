import { dirname } from "node:path";
import { makePrivateFile, makePrivateFolder, tightenFile } from "../private-files.ts";

/**
 * What the write-ahead log may keep on the disk. SQLite never shrinks it by itself: after a long reader it would stay at what it had
 * grown to meanwhile. A checkpoint comes every 4 MiB, so that in usual work nothing is cut.
 */
export const walLimitBytes = 8 * 1024 * 1024;

/**
 * Makes the file of a database, and its folder, for their owner only, before SQLite opens it: what SQLite makes beside it gets the
 * file's own rights.
 */
export function makeDatabaseFile(path: string): void {
  makePrivateFolder(dirname(path));
  makePrivateFile(path);
  for (const suffix of ["-wal", "-shm"]) tightenFile(`${path}${suffix}`);
}
