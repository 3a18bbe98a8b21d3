import { expect, test } from "vitest";
import { LineEditor } from "../../../../src/lab/devices/linux-console/line-editor.ts";
import {
  RightMargin,
  type WrapStyle,
} from "../../../../src/lab/devices/linux-console/right-margin.ts";

/** What is shown of a line of digits behind the prompt `$ `, on 80 columns. */
function shown(style: WrapStyle, line: string, how: "pasted" | "typed"): string {
  const editor = new LineEditor();
  editor.margin = new RightMargin(style, 80);
  editor.margin.begin("$ ");
  const bytes = [...Buffer.from(line)];
  const echoes = bytes.map((byte, index) => {
    const next = how === "pasted" ? bytes[index + 1] : undefined;
    return editor.push(byte, next).echo;
  });
  return Buffer.concat(echoes).toString();
}

const digits = (count: number) => "0123456789".repeat(20).slice(0, count);
const line = digits(85);
const first = digits(78);
const rest = line.slice(78);

// The first two as bash 5.2 showed them on a pseudo-terminal of 80 columns, pasted at once and typed key by key.
test.each([
  ["readline", "pasted", `${first}${rest[0]}\r${rest}`],
  ["readline", "typed", `${first} \r${rest}`],
  ["backspace", "pasted", `${first} \b${rest}`],
  ["newline", "pasted", `${first}\r\n${rest}`],
  ["none", "pasted", line],
] as const)("%s, %s, goes over the margin", (style, how, expected) => {
  expect(shown(style, line, how)).toBe(expected);
});

test("a line that ends in the last column is told so, pasted or typed", () => {
  expect(shown("readline", first, "pasted")).toBe(`${first} \r`);
  expect(shown("readline", first, "typed")).toBe(`${first} \r`);
  expect(shown("readline", digits(77), "pasted")).toBe(digits(77));
});

test("each margin of a long line shows", () => {
  const long = digits(170);
  expect(shown("readline", long, "pasted")).toBe(
    `${long.slice(0, 78)}${long[78]}\r${long.slice(78, 158)}${long[158]}\r${long.slice(158)}`,
  );
});

test("on a dumb terminal the line moves to the left, and its end is drawn again", () => {
  const text = shown("scroll", line, "typed");
  const [before = "", after = ""] = text.split("\r<");
  expect(before.length).toBeLessThan(80);
  expect(line.startsWith(before)).toBe(true);
  expect(line.endsWith(after.replaceAll(" ", "").replaceAll("\b", "").slice(-20))).toBe(true);
  expect(text.split("\b").length).toBe(27);
});
