/** Seconds that the client is ready to wait (`Prefer: wait=10`, RFC 7240, 4.3); undefined if it is not. */
export function parsePreferWait(
  header: string | readonly string[] | undefined,
): number | undefined {
  const text = header === undefined ? "" : [header].flat().join(",");
  for (const preference of text.split(",")) {
    const [, seconds] = /^\s*wait\s*=\s*"?(\d{1,6})"?\s*(;.*)?$/i.exec(preference) ?? [];
    // RFC 7240, 2: of a preference that is repeated the first counts.
    if (seconds !== undefined) return Number(seconds);
  }
  return undefined;
}
