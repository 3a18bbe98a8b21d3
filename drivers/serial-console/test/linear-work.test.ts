import { expect, test } from "vitest";
import { ConsoleReader, defaultPatterns } from "../src/codec.ts";
import { OwnInput, workLimit } from "../src/own-input.ts";
import { openConsole } from "./open-console.ts";

const mebibyte = 2 ** 20;
const line = "x".repeat(1024);

/** Output that leads a search back again and again. */
const hostile: [string, string][] = [
  ["blanks", " "],
  ["the line's character", "x"],
  ["line ends with CR", "\r"],
  ["line ends with LF", "\n"],
  ["the line's character at every beginning", "\rx"],
  ["the line and motions", `${line}\r`],
  ["scroll marks", "\r<x"],
  ["steps back", "x\b"],
  ["escapes without an end", "\u001b["],
  ["strings without an end", "\u001b]x"],
  ["colours", "\u001b[1mx"],
  ["beginnings of what patterns look for", "serial no : model = Linux version "],
  ["addresses that go on", "00:11:22:33:44:55:"],
];

test.each(hostile)("a mebibyte of %s is read with bounded work", (_name, unit) => {
  const output = Buffer.from(unit.repeat(Math.ceil(mebibyte / unit.length)));
  const input = new OwnInput({
    text: line,
    from: 0,
    prompt: "# ",
    endsWithReturn: false,
    isPrompt: () => true,
  });
  const reader = new ConsoleReader(defaultPatterns);
  for (let at = 0; at < output.length; at += 4096) {
    const piece = output.subarray(at, at + 4096);
    input.push(piece, at);
    reader.push(piece.toString("latin1"));
    expect(reader.shown.length).toBeLessThanOrEqual(1024);
  }
  expect(input.work).toBeLessThan(workLimit + 64 * line.length);
});

test("an operator's pattern that backtracks without end is looked for once, and the console goes on", async () => {
  const { print, run, driver } = openConsole({
    patterns: [{ attribute: "x.acme.slot", pattern: "^(a+)+$" }],
  });
  print(`${"a".repeat(1000)}b\n${"a".repeat(1000)}b\nESN: ABCDEF-1\n`);
  expect((await run("info.get")).result.attributes).toEqual({
    "identity.esn": "ABCDEF-1",
    "console.state": "silent",
  });
  await driver.close();
});
