import { readFileSync } from "node:fs";
import { RaeError } from "@rae/protocol";

/** @throws RaeError `config-invalid` if it cannot be read. */
export function readToken(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    throw new RaeError("config-invalid", `the token file ${path} cannot be read`, { cause: error });
  }
}
