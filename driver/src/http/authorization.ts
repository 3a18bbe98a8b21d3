import { createHash, randomBytes } from "node:crypto";
import type { HttpCredentials } from "../link.ts";
import { type AuthChallenge, parseChallenges } from "./auth-challenge.ts";

/** Makes the `authorization` header of each request after a challenge. */
export type Authorize = (method: string, path: string) => string;

/** Digest's algorithms (RFC 7616, 3.3), the strongest first. */
const algorithms = [
  ["sha-256", "sha256"],
  ["md5", "md5"],
] as const;

/**
 * How to answer a `www-authenticate` header: by the strongest digest that it offers, else by Basic; undefined if neither is offered.
 * Digest counts its uses of one nonce, so keep it for the requests that follow until the device asks anew.
 */
export function answerChallenge(
  header: string,
  credentials: HttpCredentials,
  cnonce = randomBytes(16).toString("hex"),
): Authorize | undefined {
  const challenges = parseChallenges(header);
  for (const [name, hash] of algorithms) {
    for (const challenge of challenges) {
      const digest = digestOf(challenge, name, hash, credentials, cnonce);
      if (digest !== undefined) return digest;
    }
  }
  if (!challenges.some(({ scheme }) => scheme === "basic")) return undefined;
  const { username, password } = credentials;
  const basic = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  return () => basic;
}

function digestOf(
  { scheme, parameters }: AuthChallenge,
  name: string,
  hash: string,
  { username, password }: HttpCredentials,
  cnonce: string,
): Authorize | undefined {
  const asked = parameters.get("algorithm") ?? "MD5";
  const isSession = asked.toLowerCase() === `${name}-sess`;
  const nonce = parameters.get("nonce");
  if (scheme !== "digest" || nonce === undefined || nonce === "") return undefined;
  if (asked.toLowerCase() !== name && !isSession) return undefined;
  // Without any, the digest is that of RFC 2069.
  const offered = parameters
    .get("qop")
    ?.toLowerCase()
    .split(/[\s,]+/);
  if (offered !== undefined && !offered.includes("auth")) return undefined;
  const realm = parameters.get("realm") ?? "";
  const opaque = parameters.get("opaque");
  const digest = (text: string) => createHash(hash).update(text).digest("hex");
  const user = digest(`${username}:${realm}:${password}`);
  const secret = isSession ? digest(`${user}:${nonce}:${cnonce}`) : user;
  let uses = 0;
  return (method, path) => {
    uses += 1;
    const nc = uses.toString(16).padStart(8, "0");
    const asks = digest(`${method}:${path}`);
    const middle = offered === undefined ? nonce : `${nonce}:${nc}:${cnonce}:auth`;
    const fields = [
      `username=${quote(username)}`,
      `realm=${quote(realm)}`,
      `nonce=${quote(nonce)}`,
      `uri=${quote(path)}`,
      `response="${digest(`${secret}:${middle}:${asks}`)}"`,
      // Devices compare it letter by letter.
      ...(parameters.has("algorithm") ? [`algorithm=${asked}`] : []),
      ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
      ...(offered === undefined ? [] : ["qop=auth", `nc=${nc}`]),
      ...(offered === undefined && !isSession ? [] : [`cnonce="${cnonce}"`]),
    ];
    return `Digest ${fields.join(", ")}`;
  };
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
