import "reflect-metadata";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import { onTestFinished } from "vitest";
import type { TlsCredentials } from "../../src/uplink/mqtt-uplink.ts";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

interface Validity {
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

/** A certificate authority that lives as long as the test; it issues certificates for any name on 127.0.0.1 and ::1. */
export async function testAuthority() {
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=test authority",
    signingAlgorithm: algorithm,
    keys,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  });
  return async (name: string, validity: Validity = {}): Promise<TlsCredentials> => {
    const own = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    const certificate = await x509.X509CertificateGenerator.create({
      subject: `CN=${name}`,
      ...validity,
      issuer: ca.subject,
      signingAlgorithm: algorithm,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      extensions: [
        new x509.SubjectAlternativeNameExtension([
          { type: "ip", value: "127.0.0.1" },
          { type: "ip", value: "::1" },
        ]),
      ],
    });
    const der = await crypto.subtle.exportKey("pkcs8", own.privateKey);
    return {
      ca: ca.toString("pem"),
      cert: certificate.toString("pem"),
      key: x509.PemConverter.encode(der, "PRIVATE KEY"),
    };
  };
}

/** The credentials as files; their paths. */
export function writeCredentials({ ca, cert, key }: TlsCredentials): TlsCredentials {
  const folder = mkdtempSync(join(tmpdir(), "rae-credentials-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, pem: string) => {
    const path = join(folder, name);
    writeFileSync(path, pem);
    return path;
  };
  return { ca: write("ca.pem", ca), cert: write("box.pem", cert), key: write("box.key", key) };
}
