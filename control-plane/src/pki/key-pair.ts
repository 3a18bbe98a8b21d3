import { createPrivateKey, createPublicKey, webcrypto } from "node:crypto";
import { RaeError } from "@rae/protocol";
import { readOrCreateFile } from "./atomic-file.ts";

/** ECDSA on P-256: what every TLS library has, with small certificates. */
export const signatureAlgorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

export type KeyPair = webcrypto.CryptoKeyPair;

/** Reads the key in a PEM file (PKCS #8), or makes one if there is no file. */
export async function openKeyPair(path: string): Promise<KeyPair> {
  const pem = await readOrCreateFile(path, createKey);
  try {
    const key = createPrivateKey(pem);
    const pkcs8 = key.export({ type: "pkcs8", format: "der" });
    const spki = createPublicKey(key).export({ type: "spki", format: "der" });
    const { subtle } = webcrypto;
    const [privateKey, publicKey] = await Promise.all([
      subtle.importKey("pkcs8", pkcs8, signatureAlgorithm, true, ["sign"]),
      subtle.importKey("spki", spki, signatureAlgorithm, true, ["verify"]),
    ]);
    return { privateKey, publicKey };
  } catch (error) {
    throw new RaeError("certificate-invalid", `${path} does not hold a key that can be used`, {
      cause: error,
      details: { path },
    });
  }
}

async function createKey(): Promise<string> {
  const { subtle } = webcrypto;
  const pair = await subtle.generateKey(signatureAlgorithm, true, ["sign", "verify"]);
  const der = Buffer.from(await subtle.exportKey("pkcs8", pair.privateKey));
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}
