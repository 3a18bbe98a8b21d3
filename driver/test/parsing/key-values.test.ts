import { expect, test } from "vitest";
import { parseKeyValues } from "../../src/index.ts";

test("pairs are read from lines, and what is no pair is left out", () => {
  const text = "banner\r\n model = PS-2 \r\nurl=http://x/?a=b\n=nameless\nempty=\nmodel=PS-3";
  expect(Object.fromEntries(parseKeyValues(text))).toEqual({
    model: "PS-3",
    url: "http://x/?a=b",
    empty: "",
  });
});

test("separators may be others", () => {
  const pairs = parseKeyValues("sn: 4711; fw: 1.4", { separator: ":", between: ";" });
  expect(Object.fromEntries(pairs)).toEqual({ sn: "4711", fw: "1.4" });
});

test("names of an object's own are names like others", () => {
  expect(parseKeyValues("__proto__=1").get("__proto__")).toBe("1");
  expect(parseKeyValues("a=1").get("toString")).toBe(undefined);
});
