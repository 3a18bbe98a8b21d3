import { expect, test } from "vitest";
import { parseXml } from "../../src/drivers/roku-ecp/xml.ts";

const whole = `<?xml version="1.0" encoding="UTF-8" ?>
<!DOCTYPE apps><!-- what is installed -->
<apps count='2'>
  <app id="12" version = "4.1">Netflix &amp; <![CDATA[<friends>]]></app>
  <app id="&quot;13&quot;" note='a "b"'/>
  <empty></empty>
</apps>
`;

test("elements, attributes, text, CDATA and comments are read", () => {
  const { name, attributes, children, text } = parseXml(whole);
  expect([name, [...attributes], text]).toEqual(["apps", [["count", "2"]], ""]);
  expect(children.map((child) => [child.name, [...child.attributes], child.text])).toEqual([
    [
      "app",
      [
        ["id", "12"],
        ["version", "4.1"],
      ],
      "Netflix & <friends>",
    ],
    [
      "app",
      [
        ["id", '"13"'],
        ["note", 'a "b"'],
      ],
      "",
    ],
    ["empty", [], ""],
  ]);
});

test.each([
  ["&lt;&gt;&amp;&quot;&apos;", `<>&"'`],
  ["&#8226;&#x2022;&#x1F600;", "••😀"],
  ["R&D &unknown; &#x110000; &amp;lt;", "R&D &unknown; &#x110000; &lt;"],
])("the references of %j are resolved once, and what is none is left", (text, resolved) => {
  expect(parseXml(`<a>${text}</a>`).text).toBe(resolved);
  expect(parseXml(`<a b="${text.replaceAll('"', "")}"/>`).attributes.get("b")).toBe(resolved);
});

test("an element in an element of its own name is a child of it", () => {
  const [inner] = parseXml("<a>1<a>2</a>3</a>").children;
  expect(inner).toMatchObject({ name: "a", text: "2" });
});

test.each([
  ["", "there is no element"],
  ["<!-- only this -->", "there is no element"],
  ["hello", "text outside"],
  ["<a/>hello", "text outside"],
  ["<a/><b/>", "more than one element"],
  ["<a><b></a></b>", "</a> closes what is not open"],
  ["</a>", "</a> closes what is not open"],
  ["<a><b>", "<b> is not closed"],
  ["<a b=c/>", "character 0 is no markup"],
  ["<a b='c' b2/>", "character 0 is no markup"],
  ["<a>< </a>", "character 3 is no markup"],
  ["<a><!-- </a>", "character 3 is no markup"],
  ["<a><![CDATA[ </a>", "character 3 is no markup"],
  ["<a>".repeat(65), "more than 64 deep"],
])("%j is refused: %s", (text, why) => {
  expect(() => parseXml(text)).toThrow(why);
});

test("every prefix of a document is refused, up to the end of its element", () => {
  const end = whole.trimEnd().length;
  for (let length = 0; length < end; length += 1) {
    expect(() => parseXml(whole.slice(0, length))).toThrow();
  }
  expect(parseXml(whole.slice(0, end)).name).toBe("apps");
});

test.each([
  ["white space in a tag", `<a${" ".repeat(200_000)}`],
  ["tags that are not closed", "<a ".repeat(100_000)],
  ["attributes", `<a${' b="c"'.repeat(50_000)}`],
  ["ampersands", `<a>${"&".repeat(200_000)}`],
])("much of %s is refused in one pass, where two nested ones would take minutes", (_what, text) => {
  expect(() => parseXml(text)).toThrow();
});
