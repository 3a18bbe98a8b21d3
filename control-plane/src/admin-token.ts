import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import { makePrivateFolder } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import { readOrCreateFile } from "./pki/atomic-file.ts";

/**
 * The administrator's token: what the file holds, or a new one of 256 random bits, written for the owner only. Of several processes that
 * make it at once, all get the same.
 * @throws RaeError `data-unusable` if the file can be neither read nor made, or holds no token.
 */
export async function openAdminToken(path: string): Promise<string> {
  const details = { path };
  let token: string;
  try {
    makePrivateFolder(dirname(path));
    token = await readOrCreateFile(path, async () => `${randomBytes(32).toString("base64url")}\n`);
  } catch (cause) {
    const message = `the token file ${path} cannot be read or made`;
    throw new RaeError("data-unusable", message, { cause, details });
  }
  if (token.trim().length >= 16) return token.trim();
  throw new RaeError("data-unusable", `the token in ${path} is shorter than 16 characters`, {
    details: { path, remedy: "remove the file, and a new token is made at the next start" },
  });
}
