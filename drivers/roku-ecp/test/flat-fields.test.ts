import { expect, test } from "vitest";
import { flatFields } from "../src/flat-fields.ts";

const prolog = '<?xml version="1.0" encoding="UTF-8" ?>\n';

test("a document of fields alone gives them in their order, empty ones too", () => {
  const xml = `${prolog}<device-info>\r\n\t<udn>a-1</udn>\n<is-tv> true </is-tv><keyed/><v></v>\n</device-info>\n`;
  expect(flatFields(xml, "device-info")).toEqual([
    ["udn", "a-1"],
    ["is-tv", " true "],
    ["keyed", ""],
    ["v", ""],
  ]);
});

test.each([
  ["nothing", ""],
  ["another root", "<apps><a>1</a></apps>"],
  ["an attribute", '<device-info><a b="c">1</a></device-info>'],
  ["an entity", "<device-info><a>A &amp; B</a></device-info>"],
  ["a comment", "<device-info><!-- x --><a>1</a></device-info>"],
  ["character data", "<device-info><a><![CDATA[1]]></a></device-info>"],
  ["a field in a field", "<device-info><a><b>1</b></a></device-info>"],
  ["letters beyond ascii", "<device-info><a>Küche</a></device-info>"],
  ["text between the fields", "<device-info>x<a>1</a></device-info>"],
  ["an end of another name", "<device-info><a>1</b></device-info>"],
  ["something after the end", "<device-info><a>1</a></device-info><x/>"],
  ["no end", "<device-info><a>1</a>"],
  ["no end of a field", "<device-info><a>1</device-info>"],
])("a document with %s is left to the parser", (_name, xml) => {
  expect(flatFields(xml, "device-info")).toBeUndefined();
});
