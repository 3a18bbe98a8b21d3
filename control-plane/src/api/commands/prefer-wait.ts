/**
 * How long a client is ready to wait (`Prefer: wait=10`, RFC 7240, 4.3), in milliseconds and cut to `maxMs`; undefined if it does not
 * say, or says what is not a number of seconds.
 */
export function parsePreferWait(
  header: string | readonly string[] | undefined,
  maxMs: number,
): number | undefined {
  const text = header === undefined ? "" : [header].flat().join(",");
  for (const preference of text.split(",")) {
    const [, , seconds] = /^\s*wait\s*=\s*("?)(\d+)\1\s*(;.*)?$/i.exec(preference) ?? [];
    // RFC 7240, 2: of a preference that is repeated the first counts.
    if (seconds !== undefined) return Math.min(Number(seconds) * 1000, maxMs);
  }
  return undefined;
}
