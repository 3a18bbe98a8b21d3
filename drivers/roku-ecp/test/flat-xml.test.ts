import { expect, test } from "vitest";
import { readFlatXml } from "../src/flat-xml.ts";

const read = (xml: string) => readFlatXml(Buffer.from(xml));
const texts = (xml: string) => read(xml).children.map(({ name, text }) => [name, text]);

test("children come in their order, with attributes and text", () => {
  const xml = `<?xml version="1.0" encoding="UTF-8" ?>\n<!-- <a> --><!DOCTYPE r>
    <r v='1'><a x="1" y = '2&gt;"'> 1 </a>\t<b/><c></c><d z="a>b"/><e>1<!-- 2 -->3<![CDATA[<4>]]></e ></r>`;
  const { root, isWhole, children } = read(xml);
  expect([root, isWhole]).toEqual(["r", true]);
  expect(children.map(({ name, text }) => [name, text])).toEqual([
    ["a", " 1 "],
    ["b", ""],
    ["c", ""],
    ["d", ""],
    ["e", "13<4>"],
  ]);
  expect(children[0]?.attributes).toEqual(
    new Map([
      ["x", "1"],
      ["y", '2>"'],
    ]),
  );
  expect(children[3]?.attributes).toEqual(new Map([["z", "a>b"]]));
});

test.each([
  ["nothing", "", undefined],
  ["text", "hello", undefined],
  ["an end alone", "</r>", undefined],
  ["a comment without an end", "<!-- <r></r>", undefined],
  ["no end", "<r><a>1</a>", "r"],
  ["half an end", "<r><a>1</a></r", "r"],
  ["character data without an end", "<r><a><![CDATA[1</a></r>", "r"],
])("a document of %s is not whole", (_name, xml, root) => {
  expect(read(xml)).toMatchObject({ root, isWhole: false });
});

test.each([
  ["another end", "<r><a>1</b><c>2</c></r>"],
  ["no end", "<r><a>1<c>2</c></r>"],
  ["an end too many", "<r></a><c>2</c></a></r>"],
  ["an end at the very end", "<r><c>2</c><a>1</r>"],
  ["attributes that are none", "<r><a b=c>1</a><c>2</c></r>"],
  ["an attribute without an end", '<r><a b="1>1</a><c>2</c></r>'],
  ["text between the children", "<r>x<c>2</c>y</r>z<"],
])("a document with %s gives the other children", (_name, xml) => {
  expect(texts(xml)).toEqual([["c", "2"]]);
  expect(read(xml).isWhole).toBe(true);
});

test("a document split into prefixes is whole only as a whole", () => {
  const xml = '<r><a x="1">1 &amp; 2</a><b/></r>';
  for (let length = 0; length < xml.length; length += 1) {
    expect(read(xml.slice(0, length)).isWhole).toBe(false);
  }
  expect(read(xml).isWhole).toBe(true);
});

const mebibyte = 2 ** 20;
const hostile: [string, string, string, string][] = [
  ["blanks alone", "", " ", ""],
  ["blanks in the root", "<r>", " ", "</r>"],
  ["blanks in a tag", "<r><a", " ", "/></r>"],
  ["blanks behind an attribute", "<r><a b", " ", "></r>"],
  ["blanks in an end", "<r></a", " ", ""],
  ["angles", "<r>", "<", "</r>"],
  ["beginnings of tags", "<r>", "<a ", "</r>"],
  ["beginnings of attributes", "<r><a ", 'b="', "</r>"],
  ["attributes", "<r><a", ' b="1"', "/></r>"],
  ["elements without an end", "<r>", "<a>", "</r>"],
  ["ends", "<r>", "</a>", "</r>"],
  ["beginnings of comments", "<r>", "<!--", "</r>"],
  ["comments", "<r>", "<!---->", "</r>"],
  ["beginnings of character data", "<r>", "<![CDATA[", "</r>"],
  ["declarations", "", "<!x>", "<r></r>"],
  ["ampersands", "<r><a>", "&", "</a></r>"],
  ["references that go on", "<r><a>&#", "0", "</a></r>"],
  ["references", "<r><a>", "&#xD800;", "</a></r>"],
  ["one name", "<r><", "a", "></r>"],
  ["bytes of other encodings", "<r><a>", "\u00e9", "</a></r>"],
];

// What is quadratic in it takes a million times as long: this test ends then by its time limit.
test.each(hostile)("a mebibyte of %s is read in one pass", (_name, head, unit, tail) => {
  const size = mebibyte - head.length - tail.length;
  const xml = `${head}${unit.repeat(Math.floor(size / unit.length))}${tail}`;
  const { root, children } = readFlatXml(Buffer.from(xml, "latin1"));
  expect(root ?? "r").toBe("r");
  expect(children.length).toBeLessThan(2);
});
