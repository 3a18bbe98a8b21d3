import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { type CredentialPaths, checkName, checkPair } from "../credentials.ts";
import type { Findings } from "./findings.ts";

const warnBeforeMs = 30 * 86_400_000;

/** Finds everything that keeps the box's certificate from being used, or soon will. */
export function checkCredentials(
  { ca, cert, key }: CredentialPaths,
  boxId: string,
  nowMs: number,
  findings: Findings,
): void {
  const remedy = `issue it by: rae-control-plane issue-cert ${boxId}`;
  const look = <T>(path: string, read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      findings.fault(`${path} is not usable (${reason}); ${remedy}`);
      return undefined;
    }
  };
  const authorities = look(ca, () => readCertificates(ca)) ?? [];
  const chain = look(cert, () => readCertificates(cert)) ?? [];
  const privateKey = look(key, () => createPrivateKey(readFileSync(key, "utf8")));
  for (const authority of authorities) checkDates(ca, authority, "", nowMs, findings);
  const [own] = chain;
  if (own === undefined) return;
  checkDates(cert, own, `; ${remedy}`, nowMs, findings);
  look(cert, () => checkName(own, boxId));
  if (privateKey !== undefined) look(key, () => checkPair(own, privateKey));
  if (authorities.length > 0 && !leadsTo(chain, authorities)) {
    findings.fault(`${cert} is not signed by the authority in ${ca}; ${remedy}`);
  }
}

/** The certificates of a PEM file, at least one. */
function readCertificates(path: string): readonly X509Certificate[] {
  const pem = readFileSync(path, "utf8");
  const blocks = pem.split(/(?=-----BEGIN )/).filter((block) => block.startsWith("-----BEGIN "));
  if (blocks.length === 0) throw new Error("it holds no certificate");
  return blocks.map((block) => new X509Certificate(block));
}

function checkDates(
  path: string,
  { validFromDate, validToDate }: X509Certificate,
  remedy: string,
  nowMs: number,
  findings: Findings,
): void {
  const [fromMs, toMs] = [validFromDate.getTime(), validToDate.getTime()];
  if (nowMs < fromMs) {
    findings.fault(`${path} is not valid before ${validFromDate.toISOString()}: look at the clock`);
  } else if (nowMs > toMs) {
    findings.fault(`${path} has expired on ${validToDate.toISOString()}${remedy}`);
  } else if (toMs - nowMs < warnBeforeMs) {
    const days = Math.floor((toMs - nowMs) / 86_400_000);
    findings.warn(`${path} ends in ${days} days, on ${validToDate.toISOString()}${remedy}`);
  }
}

/** Whether each certificate of the chain is signed by the next, and the last by an authority. */
function leadsTo(
  chain: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
): boolean {
  for (const [index, certificate] of chain.entries()) {
    if (authorities.some((authority) => isSignedBy(certificate, authority))) return true;
    const next = chain[index + 1];
    if (next === undefined || !isSignedBy(certificate, next)) return false;
  }
  return false;
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}
