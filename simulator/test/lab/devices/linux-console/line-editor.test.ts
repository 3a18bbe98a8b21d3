import { expect, test } from "vitest";
import { LineEditor } from "../../../../src/lab/devices/linux-console/line-editor.ts";

/** Types text into an editor; gives what the terminal shows and what came of it. */
function type(editor: LineEditor, text: string) {
  const steps = [...Buffer.from(text)].map((byte) => editor.push(byte));
  return {
    shown: Buffer.concat(steps.map(({ echo }) => echo)).toString(),
    events: steps.flatMap(({ event }) => (event === undefined ? [] : [event])),
  };
}

test.each([
  ["ls\r", "ls\r\n", "ls"],
  ["ls\n", "ls\r\n", "ls"],
  ["ls\r\n", "ls\r\n", "ls"],
  ["lx\bs\r", "lx\b \bs\r\n", "ls"],
  ["lx\u007fs\r", "lx\b \bs\r\n", "ls"],
  ["\u007fls\r", "ls\r\n", "ls"],
  ["é\u007fx\r", "é\b \bx\r\n", "x"],
  ["abc\u0015ls\r", "abc\b \b\b \b\b \bls\r\n", "ls"],
  ["l\u0000\u001bs\r", "ls\r\n", "ls"],
])("%j shows %j and enters %j", (typed, shown, line) => {
  expect(type(new LineEditor(), typed)).toEqual({ shown, events: [{ kind: "line", line }] });
});

test("CR LF ends one line, LF LF two", () => {
  expect(type(new LineEditor(), "a\r\n\r\n").events).toHaveLength(2);
  expect(type(new LineEditor(), "a\n\n").events).toHaveLength(2);
});

test("^C drops the line", () => {
  const editor = new LineEditor();
  expect(type(editor, "rm\u0003")).toEqual({ shown: "rm^C\r\n", events: [{ kind: "interrupt" }] });
  expect(type(editor, "ls\r").events).toEqual([{ kind: "line", line: "ls" }]);
});

test("^D ends input on an empty line alone", () => {
  expect(type(new LineEditor(), "\u0004").events).toEqual([{ kind: "end" }]);
  expect(type(new LineEditor(), "a\u0004").events).toEqual([]);
});

test("without echo only the line end is shown", () => {
  const editor = new LineEditor();
  editor.echo = false;
  expect(type(editor, "secrex\u007ft\r")).toEqual({
    shown: "\r\n",
    events: [{ kind: "line", line: "secret" }],
  });
});

test("a line has a bound", () => {
  const { events } = type(new LineEditor(), `${"a".repeat(5000)}\r`);
  expect(events).toEqual([{ kind: "line", line: "a".repeat(1024) }]);
});
