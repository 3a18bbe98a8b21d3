import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { RaeError } from "@rae/protocol";

/** Paths of PEM files. */
export interface CredentialPaths {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/**
 * Reads and checks the box's certificate files.
 * @throws RaeError `certificate-invalid` naming the file and what to do.
 */
export function readCredentials(
  { ca, cert, key }: CredentialPaths,
  boxId: string,
): CredentialPaths {
  const remedy = `issue it by: rae-control-plane issue-cert ${boxId}`;
  const read = (path: string, check: (pem: string) => unknown): string => {
    try {
      const pem = readFileSync(path, "utf8");
      check(pem);
      return pem;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new RaeError("certificate-invalid", `${path} is not usable (${reason}); ${remedy}`, {
        cause: error,
        details: { path },
      });
    }
  };
  return {
    ca: read(ca, (pem) => new X509Certificate(pem)),
    cert: read(cert, (pem) => checkName(new X509Certificate(pem), boxId)),
    key: read(key, (pem) => createPrivateKey(pem)),
  };
}

function checkName(certificate: X509Certificate, boxId: string): void {
  if (certificate.subject.split("\n").includes(`CN=${boxId}`)) return;
  throw new Error(`it is for ${certificate.subject}, and the box is ${boxId}`);
}
