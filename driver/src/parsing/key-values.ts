/**
 * The pairs of a text such as `model=PS-2` or `Serial: 4711`, one a line unless `between` says otherwise, without blanks around names and
 * values. What has no separator or no name is left out, since devices print much besides; of two with one name the later counts.
 */
export function parseKeyValues(
  text: string,
  { separator = "=", between = "\n" }: { separator?: string; between?: string } = {},
): ReadonlyMap<string, string> {
  const pairs = text.split(between).flatMap((line): readonly (readonly [string, string])[] => {
    const at = line.indexOf(separator);
    const name = line.slice(0, Math.max(0, at)).trim();
    return name === "" ? [] : [[name, line.slice(at + separator.length).trim()]];
  });
  return new Map(pairs);
}
