import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { RaeError } from "@rae/protocol";
import type { ControlPlaneConfig } from "./config-schema.ts";

/**
 * Certificate and key of REST, in PEM; undefined if it speaks plain HTTP.
 * @throws RaeError `certificate-invalid` if a file cannot be read, or certificate and key do not belong together.
 */
export function readHttpTls({ certFile, keyFile }: ControlPlaneConfig["http"]) {
  if (certFile === undefined || keyFile === undefined) return undefined;
  try {
    const pair = { cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8") };
    createSecureContext(pair);
    return pair;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RaeError(
      "certificate-invalid",
      `http.certFile (${certFile}) and http.keyFile (${keyFile}) cannot be used: ${reason}`,
      { cause: error, details: { certFile, keyFile } },
    );
  }
}
