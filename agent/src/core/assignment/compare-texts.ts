/** Orders texts by their UTF-16 units: everywhere the same, and without ICU's collation, which takes 3 MB of memory. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
