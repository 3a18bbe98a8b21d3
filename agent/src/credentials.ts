import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
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
  const certPem = read(cert, (pem) => checkName(new X509Certificate(pem), boxId));
  return {
    ca: read(ca, (pem) => new X509Certificate(pem)),
    cert: certPem,
    key: read(key, (pem) => checkPair(new X509Certificate(certPem), createPrivateKey(pem))),
  };
}

/** @throws Error if it is not the box's. */
export function checkName(certificate: X509Certificate, boxId: string): void {
  if (certificate.subject.split("\n").includes(`CN=${boxId}`)) return;
  throw new Error(`it is for ${certificate.subject}, and the box is ${boxId}`);
}

/** @throws Error if they do not belong together. */
export function checkPair(certificate: X509Certificate, key: KeyObject): void {
  if (certificate.checkPrivateKey(key)) return;
  throw new Error("it is not the key of the certificate");
}
