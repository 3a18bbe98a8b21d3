import { expect, test } from "vitest";
import { LineSplitter } from "../../src/index.ts";

const text = "one\r\ntwo\n\nthree\rvier ü\r\r\nrest";
const lines = ["one", "two", "", "three", "vier ü", ""];
const bytes = new TextEncoder().encode(text);

test("LF, CR and CR LF each end a line", () => {
  const splitter = new LineSplitter();
  expect(splitter.push(bytes)).toEqual(lines);
  expect(splitter.rest).toBe("rest");
});

test("the pieces do not matter", () => {
  for (let at = 0; at <= bytes.length; at += 1) {
    const splitter = new LineSplitter();
    const split = [...splitter.push(bytes.subarray(0, at)), ...splitter.push(bytes.subarray(at))];
    expect(split).toEqual(lines);
  }
  const splitter = new LineSplitter();
  expect([...bytes].flatMap((byte) => splitter.push(Uint8Array.of(byte)))).toEqual(lines);
});

test("a line without end is held to its bound, and the next one is whole", () => {
  const splitter = new LineSplitter(8);
  for (let piece = 0; piece < 1_000; piece += 1) splitter.push(new Uint8Array(1_000).fill(0x61));
  expect(splitter.rest).toBe("aaaaaaaa");
  expect(splitter.push(Buffer.from("\nnext\n"))).toEqual(["aaaaaaaa", "next"]);
});

test("bytes that are no UTF-8 are replaced", () => {
  expect(new LineSplitter().push(Uint8Array.of(0x61, 0xff, 0x0a))).toEqual(["a\ufffd"]);
});

test("a reset forgets what has begun", () => {
  const splitter = new LineSplitter();
  splitter.push(Buffer.from("half\r"));
  splitter.push(Buffer.from("half"));
  splitter.reset();
  expect(splitter.push(Buffer.from("whole\r"))).toEqual(["whole"]);
  splitter.reset();
  expect(splitter.push(Buffer.from("\nnext\n"))).toEqual(["next"]);
});
