/*
 * XML as small devices write it: one root and its children, each with attributes and text and nothing in it.
 *
 *   document = { prolog | comment } "<" root { attribute } ">" { child } "</" root ">"
 *   child    = "<" name { attribute } "/>" | "<" name { attribute } ">" { text | CDATA | comment } "</" name ">"
 */

export interface FlatElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: string;
}

export interface FlatDocument {
  /** Undefined if there is no element at all. */
  readonly root: string | undefined;
  /** Whether the root has its end. */
  readonly isWhole: boolean;
  readonly children: readonly FlatElement[];
}

interface OpenElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  text: string;
}

const namePattern = "[A-Za-z_][\\w.:-]{0,63}";
const tagStart = new RegExp(`<(/?)(${namePattern})`, "y");
const attribute = new RegExp(`\\s+(${namePattern})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, "y");
const tagEnd = /\s*(\/?)>/y;

/** A child as nearly all are, in one look: without attributes, in printable ASCII without references. */
const plainChild = new RegExp(`<(${namePattern})>([\\t\\n\\r -%'-;=-~]*)</\\1>`, "y");
const noAttributes: ReadonlyMap<string, string> = new Map();

/**
 * Reads a document in one pass, in time linear in its size. A child that is not well-formed (no end, another name's end, an element in it) is left
 * out and spoils no other; a bare `&` or `<` is text, as is a reference to anything but a character or one of the five that XML has: entities
 * are never declared. Text is UTF-8, or where it is none Windows-1252; control characters and lone surrogates become U+FFFD.
 */
export function readFlatXml(bytes: Uint8Array): FlatDocument {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  const children: FlatElement[] = [];
  let root: string | undefined;
  let open: OpenElement | undefined;
  for (let at = 0; ; ) {
    const markup = source.indexOf("<", at);
    if (open !== undefined && markup > at) open.text += plainText(source.slice(at, markup));
    if (markup < 0) return { root, isWhole: false, children };
    if (open === undefined && root !== undefined) {
      const [plain = "", name = "", text = ""] = matchAt(plainChild, source, markup) ?? [];
      if (plain !== "") {
        children.push({ name, attributes: noAttributes, text });
        at = markup + plain.length;
        continue;
      }
    }
    const aside = asideAt(source, markup);
    if (aside !== undefined) {
      if (open !== undefined) open.text += decode(aside.text);
      at = aside.end;
      continue;
    }
    const tag = tagAt(source, markup);
    at = tag?.end ?? markup + 1;
    if (tag === undefined) {
      if (open !== undefined) open.text += "<";
    } else if (root === undefined) {
      if (tag.isClosing) continue;
      root = tag.name;
      if (tag.isEmpty) return { root, isWhole: true, children };
    } else if (tag.isClosing) {
      if (open?.name === tag.name) children.push(open);
      else if (tag.name === root) return { root, isWhole: true, children };
      open = undefined;
    } else {
      open = { name: tag.name, attributes: tag.attributes, text: "" };
      if (!tag.isEmpty) continue;
      children.push(open);
      open = undefined;
    }
  }
}

/** What is no tag: a comment, character data, a declaration. One without an end ends the document. */
function asideAt(source: string, at: number): { text: string; end: number } | undefined {
  const [opening, closing] = source.startsWith("<!--", at)
    ? ["<!--", "-->"]
    : source.startsWith("<![CDATA[", at)
      ? ["<![CDATA[", "]]>"]
      : source.startsWith("<!", at) || source.startsWith("<?", at)
        ? ["<?", ">"]
        : ["", ""];
  if (opening === "") return undefined;
  const end = source.indexOf(closing, at + opening.length);
  if (end < 0) return { text: "", end: source.length };
  const text = opening === "<![CDATA[" ? source.slice(at + opening.length, end) : "";
  return { text, end: end + closing.length };
}

interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly isClosing: boolean;
  readonly isEmpty: boolean;
  readonly end: number;
}

/** The tag at this place; undefined if there is none. */
function tagAt(source: string, at: number): Tag | undefined {
  const [start = "", slash, name = ""] = matchAt(tagStart, source, at) ?? [];
  if (start === "") return undefined;
  const attributes = new Map<string, string>();
  let end = at + start.length;
  for (;;) {
    const [whole = "", key = "", quoted, apostrophed] = matchAt(attribute, source, end) ?? [];
    if (whole === "") break;
    attributes.set(key, plainText(quoted ?? apostrophed ?? ""));
    end += whole.length;
  }
  const [rest = "", empty] = matchAt(tagEnd, source, end) ?? [];
  if (rest === "") return undefined;
  return {
    name,
    attributes,
    isClosing: slash === "/",
    isEmpty: empty === "/",
    end: end + rest.length,
  };
}

function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

const reference = /&(?:#(\d{1,7})|#x([\dA-Fa-f]{1,6})|(amp|lt|gt|quot|apos));/g;
const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

function plainText(raw: string): string {
  const text = decode(raw);
  if (!text.includes("&")) return text;
  return clean(
    text.replace(reference, (_, decimal, hexadecimal, name) =>
      name === undefined
        ? character(decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal))
        : (named[name] ?? ""),
    ),
  );
}

/** A surrogate by itself, so that two references of a pair make their character. */
function character(code: number): string {
  return code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code);
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const windows1252 = new TextDecoder("windows-1252");
const printable = /^[\t\n\r -~]*$/;

/** Text of bytes that are given as Latin-1, decided for each piece: one field in another encoding does not change the others. */
function decode(raw: string): string {
  if (printable.test(raw)) return raw;
  const bytes = Buffer.from(raw, "latin1");
  try {
    return clean(utf8.decode(bytes));
  } catch {
    return clean(windows1252.decode(bytes));
  }
}

function clean(text: string): string {
  return text.replace(/[^\t\n\r\x20-\x7e\xa0-\uffff]/g, "\ufffd").toWellFormed();
}
