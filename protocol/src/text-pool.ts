// Longer texts seldom come twice, and would make a pool large.
const pooledMax = 64;
const hashedMax = 8;

/**
 * Texts that come again and again in messages: each is made once for the bytes that spell it. What does not fit in its slot takes
 * the place of what was there, so that a pool holds at most `slots` texts of at most 64 characters.
 */
export class TextPool {
  readonly #slots: number;
  readonly #isAllowed: (text: string) => boolean;
  // Made when first needed: not every program reads messages.
  #texts: (string | undefined)[] | undefined;

  /** `slots` is a power of two. What is not allowed is never pooled, and read as undefined. */
  constructor(slots: number, isAllowed: (text: string) => boolean) {
    this.#slots = slots;
    this.#isAllowed = isAllowed;
  }

  /** The bytes from `start` to `end` as text; undefined if they are not ASCII, or not allowed. */
  read(bytes: Buffer, start: number, end: number): string | undefined {
    if (end - start > pooledMax) return this.#make(bytes, start, end);
    this.#texts ??= new Array<string | undefined>(this.#slots).fill(undefined);
    const slot = hashOf(bytes, start, end) & (this.#slots - 1);
    const known = this.#texts[slot];
    if (known !== undefined && isSpelled(known, bytes, start, end)) return known;
    const made = this.#make(bytes, start, end);
    if (made !== undefined) this.#texts[slot] = made;
    return made;
  }

  #make(bytes: Buffer, start: number, end: number): string | undefined {
    for (let index = start; index < end; index += 1) {
      if ((bytes[index] ?? 0) > 0x7f) return undefined;
    }
    const text = bytes.toString("latin1", start, end);
    return this.#isAllowed(text) ? text : undefined;
  }
}

/** Of the length and the last bytes: ids that are alike differ there. */
function hashOf(bytes: Buffer, start: number, end: number): number {
  let hash = end - start;
  for (let index = Math.max(start, end - hashedMax); index < end; index += 1) {
    hash = (Math.imul(hash, 31) + (bytes[index] ?? 0)) | 0;
  }
  return hash ^ (hash >>> 15);
}

function isSpelled(text: string, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) !== bytes[start + index]) return false;
  }
  return true;
}
