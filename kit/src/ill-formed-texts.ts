/**
 * Paths of texts within a JSON value, names included, that hold half a character: a surrogate without its other half. JavaScript and
 * JSON can say them, UTF-8 cannot, so that no wire and no store gives them back.
 */
export function illFormedTexts(value: unknown): readonly string[] {
  const found: string[] = [];
  // No recursion: a value may be nested deeper than the stack bears.
  const waiting: { readonly path: string; readonly value: unknown }[] = [{ path: "", value }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, value: inner } = next;
    if (typeof inner === "string" && !inner.isWellFormed()) found.push(path || "/");
    if (typeof inner !== "object" || inner === null) continue;
    for (const [name, item] of Object.entries(inner)) {
      const place = `${path}/${name.toWellFormed()}`;
      if (!name.isWellFormed()) found.push(place);
      waiting.push({ path: place, value: item });
    }
  }
  return found;
}
