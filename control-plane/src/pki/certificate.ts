import "reflect-metadata";
import { createPrivateKey, randomBytes, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import * as x509 from "@peculiar/x509";
import { type KeyPair, signatureAlgorithm } from "./key-pair.ts";

const dayMs = 86_400_000;
/** Starts before now, so that a box whose clock is a little behind accepts it. */
const backdateMs = 3_600_000;
const serverAuth = "1.3.6.1.5.5.7.3.1";
const clientAuth = "1.3.6.1.5.5.7.3.2";

/** How long certificates are valid. */
export const validityDays = { authority: 3650, server: 397, box: 825 } as const;

export interface Authority {
  readonly keys: KeyPair;
  readonly certificatePem: string;
}

/** The authority's own certificate; it may sign certificates of its kind only, none of another authority. */
export async function createAuthorityCertificate(keys: KeyPair, nowMs: number): Promise<string> {
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(nowMs, validityDays.authority),
    serialNumber: serialNumber(),
    name: "CN=Rae local authority",
    signingAlgorithm: signatureAlgorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return certificate.toString("pem");
}

/** A certificate for the gateway, good for the given host names and addresses, and not as a client's. */
export function createServerCertificate(
  authority: Authority,
  publicKey: KeyPair["publicKey"],
  names: readonly string[],
  nowMs: number,
): Promise<string> {
  const alternatives = names.map((name) => ({ type: nameType(name), value: name }));
  return sign(authority, publicKey, "CN=rae-gateway", validityDays.server, nowMs, [
    new x509.ExtendedKeyUsageExtension([serverAuth]),
    new x509.SubjectAlternativeNameExtension(alternatives),
  ]);
}

/** Whose certificate it is. */
export interface BoxName {
  readonly boxId: string;
  /** Whose box it is; undefined: it names none. */
  readonly tenant?: string | undefined;
}

/** A certificate for a box, good as a client's only. Its common name is the box id, its organization the tenant. */
export function createBoxCertificate(
  authority: Authority,
  publicKey: KeyPair["publicKey"],
  { boxId, tenant }: BoxName,
  nowMs: number,
): Promise<string> {
  const subject = tenant === undefined ? `CN=${boxId}` : `CN=${boxId},O=${tenant}`;
  return sign(authority, publicKey, subject, validityDays.box, nowMs, [
    new x509.ExtendedKeyUsageExtension([clientAuth]),
  ]);
}

/**
 * Whether a certificate is still what it should be: signed by the authority, of this key, for these names, of this tenant, and
 * with more than a third of its time before it.
 */
export function isCurrent(
  pem: string,
  expected: {
    readonly authorityPem: string;
    readonly keyPem: string;
    readonly names: readonly string[];
    /** The organization; undefined: none. */
    readonly tenant?: string | undefined;
    readonly nowMs: number;
  },
): boolean {
  try {
    const certificate = new X509Certificate(pem);
    const authority = new X509Certificate(expected.authorityPem);
    const fromMs = Date.parse(certificate.validFrom);
    const toMs = Date.parse(certificate.validTo);
    const covered = expected.names.every(
      (name) => (certificate.checkHost(name) ?? certificate.checkIP(name)) !== undefined,
    );
    return (
      certificate.verify(authority.publicKey) &&
      certificate.checkPrivateKey(createPrivateKey(expected.keyPem)) &&
      covered &&
      organizationOf(certificate) === expected.tenant &&
      toMs - expected.nowMs > (toMs - fromMs) / 3
    );
  } catch {
    // Not a certificate that can be read: it is issued anew.
    return false;
  }
}

/** The tenant that a certificate names; undefined if it names none or cannot be read. */
export function tenantIn(pem: string): string | undefined {
  try {
    return organizationOf(new X509Certificate(pem));
  } catch {
    return undefined;
  }
}

function organizationOf({ subject }: X509Certificate): string | undefined {
  return /^O=(.*)$/m.exec(subject)?.[1];
}

async function sign(
  authority: Authority,
  publicKey: KeyPair["publicKey"],
  subject: string,
  days: number,
  nowMs: number,
  extensions: readonly x509.Extension[],
): Promise<string> {
  const issuer = new x509.X509Certificate(authority.certificatePem);
  const certificate = await x509.X509CertificateGenerator.create({
    ...validity(nowMs, days),
    serialNumber: serialNumber(),
    subject,
    issuer: issuer.subject,
    publicKey,
    signingKey: authority.keys.privateKey,
    signingAlgorithm: signatureAlgorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      ...extensions,
    ],
  });
  return certificate.toString("pem");
}

function validity(nowMs: number, days: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(nowMs - backdateMs), notAfter: new Date(nowMs + days * dayMs) };
}

/** Positive and without a leading zero byte (RFC 5280, 4.1.2.2), with 126 random bits. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString("hex");
}

function nameType(name: string): "ip" | "dns" {
  return isIP(name) === 0 ? "dns" : "ip";
}
