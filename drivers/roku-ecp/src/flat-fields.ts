const opening = /^\s*(?:<\?xml [ -;=?-~]*\?>)?\s*<([a-z-]+)>/;
const field = /\s*<([a-z][a-z0-9-]*)(?:\/>|>([ -%'-;=?-~]*)<\/\1>)/y;
const closing = /\s*<\/([a-z-]+)>\s*$/y;

/**
 * The fields of a document that is nothing but them, `<root> { <name>text</name> | <name/> } </root>`, in printable ASCII and
 * without entities, as a Roku answers nearly always; undefined for any other, which an XML parser must read. Each probe of each
 * device brings such a document, and a parser looks at each of its characters.
 */
export function flatFields(
  xml: string,
  root: string,
): readonly (readonly [name: string, text: string])[] | undefined {
  const start = opening.exec(xml);
  if (start?.[1] !== root) return undefined;
  const fields: (readonly [string, string])[] = [];
  let end = start[0].length;
  for (;;) {
    field.lastIndex = end;
    const [whole = "", name = "", text = ""] = field.exec(xml) ?? [];
    if (whole === "") break;
    fields.push([name, text]);
    end += whole.length;
  }
  closing.lastIndex = end;
  return closing.exec(xml)?.[1] === root ? fields : undefined;
}
