import { randomUUID } from "node:crypto";
import { link, open, readFile, rename, rm } from "node:fs/promises";

/** Writes a file that only its owner may read; readers see the old content or the new one, never a part. */
export async function replaceFile(path: string, content: string): Promise<void> {
  const temporary = await writeTemporary(path, content);
  try {
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Reads a file, or makes it from `produce` if there is none. Of several processes that do this at once, one
 * makes the file and all get its content.
 */
export async function readOrCreateFile(
  path: string,
  produce: () => Promise<string>,
): Promise<string> {
  const existing = await readIfPresent(path);
  if (existing !== undefined) return existing;
  const temporary = await writeTemporary(path, await produce());
  try {
    // A hard link, unlike a rename, fails if the name is taken: the first process wins.
    await link(temporary, path);
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  return readFile(path, "utf8");
}

/** The content of a file; undefined if there is none. */
export async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

async function writeTemporary(path: string, content: string): Promise<string> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  const file = await open(temporary, "wx", 0o600);
  try {
    // The umask may have taken the owner's own rights.
    await file.chmod(0o600);
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  return temporary;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
