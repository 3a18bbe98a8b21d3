/*
 * XML as the services of devices answer it: no name spaces, no declarations of entities, an ampersand that begins no
 * reference taken as itself.
 *
 *   document = { misc } element { misc }
 *   misc     = white space | "<?" ... "?>" | "<!--" ... "-->" | "<!DOCTYPE" ... ">"
 *   element  = "<" name { name "=" quoted } "/>"
 *            | "<" name { name "=" quoted } ">" { text | "<![CDATA[" ... "]]>" | misc | element } "</" name ">"
 */

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own text without its children's, trimmed. */
  readonly text: string;
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

// Groups: CDATA, the name of a closing tag, the name of an opening tag, its attributes, the slash that closes it at once.
const markup =
  /<(?:\?.*?\?>|!--.*?-->|!DOCTYPE[^>]*>|!\[CDATA\[(.*?)\]\]>|\/([^\s<>/]+)\s*>|([^\s<>/!?]+)((?:\s+[^\s<>/=]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>)/sy;
const attribute = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const reference = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi;
const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};
const maxDepth = 64;

/**
 * The document's element.
 * @throws Error with what is wrong where the text is no whole document.
 */
export function parseXml(text: string): XmlElement {
  const above: OpenElement[] = [];
  let root: XmlElement | undefined;
  let position = 0;
  while (position < text.length) {
    const open = above.at(-1);
    const next = text.indexOf("<", position);
    const end = next < 0 ? text.length : next;
    const between = text.slice(position, end);
    if (open !== undefined) open.text += resolved(between);
    else if (between.trim() !== "") throw new Error("there is text outside of the element");
    if (next < 0) break;
    markup.lastIndex = next;
    const [, literal, closed, opened, attributes = "", slash] = markup.exec(text) ?? broken(next);
    position = markup.lastIndex;
    if (literal !== undefined && open !== undefined) {
      open.text += literal;
    } else if (closed !== undefined) {
      if (open?.name !== closed) throw new Error(`</${closed}> closes what is not open`);
      open.text = open.text.trim();
      above.pop();
    } else if (opened !== undefined) {
      const element = {
        name: opened,
        attributes: attributesOf(attributes),
        children: [],
        text: "",
      };
      if (open !== undefined) open.children.push(element);
      else if (root === undefined) root = element;
      else throw new Error("there is more than one element");
      if (slash !== "/") above.push(element);
      if (above.length > maxDepth) throw new Error(`elements are more than ${maxDepth} deep`);
    }
  }
  const open = above.at(-1);
  if (open !== undefined) throw new Error(`<${open.name}> is not closed`);
  if (root === undefined) throw new Error("there is no element");
  return root;
}

function broken(position: number): never {
  throw new Error(`what begins at character ${position} is no markup`);
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(attribute)].map(([, name = "", double, single]) => [
      name,
      resolved(double ?? single ?? ""),
    ]),
  );
}

function resolved(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(reference, (whole, decimal, hexadecimal, name) => {
    if (name !== undefined) return named[String(name)] ?? whole;
    const code =
      decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number.parseInt(decimal, 10);
    return code > 0x10ffff ? whole : String.fromCodePoint(code);
  });
}
