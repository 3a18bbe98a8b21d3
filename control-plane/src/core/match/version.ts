/**
 * A version as devices write it: `11.5.0 build 4235`, `webOS 6.3.1`, `9.8.7-b42`, `12.5.0.4178`. It has a number, of any number of
 * parts, and perhaps a suffix. The number is what the text begins with, or else its first number with dots, or else its first
 * number; the suffix is what follows, words and numbers. What stands before the number is left out.
 */
export interface Version {
  /** Decimal digits without leading zeros, of any length; without zeros at the end of the number. */
  readonly number: readonly string[];
  /** Words in lower case and decimal digits without leading zeros. */
  readonly suffix: readonly string[];
}

const leading = /^\s*v?(\d+(?:\.\d+)*)/i;
const dotted = /(\d+(?:\.\d+)+)/;
const plain = /(\d+)/;

/** A version stands at the beginning; the search for a number in a text without end would take as long. */
const maxLength = 256;

// A fleet has few different versions, and many devices of each.
const known = new Map<string, Version | undefined>();
const maxKnown = 10_000;

/** Undefined if the text has no number in its first 256 characters; what is behind them does not count. */
export function parseVersion(text: string): Version | undefined {
  const start = text.length > maxLength ? text.slice(0, maxLength) : text;
  const seen = known.get(start);
  if (seen !== undefined || known.has(start)) return seen;
  if (known.size >= maxKnown) known.clear();
  const version = read(start);
  known.set(start, version);
  return version;
}

function read(text: string): Version | undefined {
  const found = leading.exec(text) ?? dotted.exec(text) ?? plain.exec(text);
  const run = found?.[1];
  if (found === null || run === undefined) return undefined;
  const number = run.split(".").map(withoutZeros);
  while (number.at(-1) === "0") number.pop();
  const after = text.slice(found.index + found[0].length).toLowerCase();
  const suffix = (after.match(/\d+|\p{L}+/gu) ?? []).map((part) =>
    isDigits(part) ? withoutZeros(part) : part,
  );
  return { number, suffix };
}

/** Part by part as numbers; a part that is missing is 0, so that 11.5 and 11.5.0 are the same. */
export function compareNumbers(a: Version, b: Version): number {
  const parts = Math.max(a.number.length, b.number.length);
  for (let index = 0; index < parts; index += 1) {
    const order = compareDigits(a.number[index] ?? "0", b.number[index] ?? "0");
    if (order !== 0) return order;
  }
  return 0;
}

/** By the number, then by the suffix: none before any, a number before a word. A total order. */
export function compareVersions(a: Version, b: Version): number {
  const byNumber = compareNumbers(a, b);
  if (byNumber !== 0) return byNumber;
  for (const [index, part] of a.suffix.entries()) {
    const other = b.suffix[index];
    if (other === undefined) return 1;
    const order = compareParts(part, other);
    if (order !== 0) return order;
  }
  return a.suffix.length - b.suffix.length;
}

function compareParts(a: string, b: string): number {
  if (isDigits(a) && isDigits(b)) return compareDigits(a, b);
  if (isDigits(a) !== isDigits(b)) return isDigits(a) ? -1 : 1;
  return compareText(a, b);
}

/** Digits without leading zeros: the longer one is the greater, whatever a double could hold. */
function compareDigits(a: string, b: string): number {
  return a.length - b.length || compareText(a, b);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function isDigits(part: string): boolean {
  return /^\d/.test(part);
}

function withoutZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, "");
}
