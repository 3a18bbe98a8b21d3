import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import type { Sight } from "../../core/access/sight.ts";
import type { ViewPosition } from "../../ports/fleet-view.ts";

const algorithm = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;
/** Positions are padded, so that their length does not tell how much has happened. */
const stepBytes = 96;

/**
 * Positions of the stream as tenants get them. A position counts the changes of all tenants: in the clear, two of them would tell a tenant
 * how much happens at the others. No two are alike, and all apis with the same token can open them.
 */
export class SealedPositions {
  readonly #key: Buffer;

  constructor(token: string) {
    this.#key = createHash("sha256").update(`event positions\0${token}`).digest();
  }

  /** The position as it is for who sees everything. */
  seal(position: ViewPosition, sight: Sight): string {
    if (sight.tenant === undefined) return position;
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv(algorithm, this.#key, iv).setAAD(Buffer.from(sight.tenant));
    const text = JSON.stringify([position, digestOf(sight)]);
    const size = Math.ceil(Buffer.byteLength(text) / stepBytes) * stepBytes;
    const sealed = cipher.update(text.padEnd(size), "utf8");
    return Buffer.concat([iv, sealed, cipher.final(), cipher.getAuthTag()]).toString("base64url");
  }

  /** Undefined if it was not sealed for this tenant, or when the tenant saw something else than now. */
  open(sealed: string, sight: Sight): ViewPosition | undefined {
    if (sight.tenant === undefined) return sealed;
    const bytes = Buffer.from(sealed, "base64url");
    if (bytes.length <= ivBytes + tagBytes) return undefined;
    const decipher = createDecipheriv(algorithm, this.#key, bytes.subarray(0, ivBytes))
      .setAAD(Buffer.from(sight.tenant))
      .setAuthTag(bytes.subarray(-tagBytes));
    try {
      const text = Buffer.concat([
        decipher.update(bytes.subarray(ivBytes, -tagBytes)),
        decipher.final(),
      ]);
      const [position, seen] = JSON.parse(text.toString("utf8")) as [ViewPosition, string];
      return seen === digestOf(sight) ? position : undefined;
    } catch {
      // Made up, or of an api with another token.
      return undefined;
    }
  }
}

function digestOf({ key }: Sight): string {
  return createHash("sha256").update(key).digest("base64url").slice(0, 16);
}
