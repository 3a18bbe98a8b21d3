import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { RaeError } from "@rae/protocol";

/**
 * The administrator's token: what the file holds, or a new one of 256 random bits, written for the owner only.
 * @throws RaeError `data-unusable` if the file can be neither read nor made, or holds no token.
 */
export function openAdminToken(path: string): string {
  try {
    mkdirSync(dirname(path), { recursive: true });
    try {
      writeFileSync(path, `${randomBytes(32).toString("base64url")}\n`, {
        flag: "wx",
        mode: 0o600,
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const token = readFileSync(path, "utf8").trim();
    if (token.length >= 16) return token;
  } catch (error) {
    throw new RaeError("data-unusable", `the token file ${path} cannot be read or made`, {
      cause: error,
      details: { path },
    });
  }
  throw new RaeError("data-unusable", `the token in ${path} is shorter than 16 characters`, {
    details: { path, remedy: "remove the file, and a new token is made at the next start" },
  });
}
