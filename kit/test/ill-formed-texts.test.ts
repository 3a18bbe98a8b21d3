import { illFormedTexts } from "@rae/kit";
import { expect, test } from "vitest";

const high = "\ud83d";
const low = "\ude00";

test.each<readonly [string, unknown, readonly string[]]>([
  ["a text", high, ["/"]],
  ["a text in an object", { a: { b: `x${low}` } }, ["/a/b"]],
  ["a text in a list", { a: ["x", high] }, ["/a/1"]],
  ["a name", { [`x${high}`]: 1 }, ["/x\ufffd"]],
  ["halves in the wrong order", { a: low + high }, ["/a"]],
  ["a whole character", { a: high + low, [high + low]: 1 }, []],
  ["what is no text", [1, null, true, undefined], []],
])("half a character is found in %s", (_what, value, paths) => {
  expect(illFormedTexts(value)).toEqual(paths);
});

test("a value may be nested as deep as it likes", () => {
  const depth = 20_000;
  const deep: unknown = JSON.parse(`${"[".repeat(depth)}"\\ud83d"${"]".repeat(depth)}`);
  expect(illFormedTexts(deep)).toEqual(["/0".repeat(depth)]);
});
