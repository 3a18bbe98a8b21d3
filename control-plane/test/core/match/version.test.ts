import fc from "fast-check";
import { expect, test } from "vitest";
import { compareVersions, parseVersion, type Version } from "../../../src/core/match/version.ts";
import { isInRange, parseVersionRange } from "../../../src/core/match/version-range.ts";

function versionOf(text: string): Version {
  const version = parseVersion(text);
  if (version === undefined) throw new Error(`no version: ${text}`);
  return version;
}

function inRange(range: string, value: string | number): boolean {
  const parsed = parseVersionRange(range);
  if (parsed === undefined) throw new Error(`no range: ${range}`);
  return isInRange(parsed, value);
}

test.each([
  ["11.5.0 build 4235", "11.5", "build 4235"],
  ["webOS 6.3.1", "6.3.1", ""],
  ["LG4K 6.3.1", "6.3.1", ""],
  ["v1.2", "1.2", ""],
  ["V03.20.55", "3.20.55", ""],
  ["9.8.7-b42", "9.8.7", "b 42"],
  ["12-rc1.2", "12", "rc 1 2"],
  ["12.5.0.4178", "12.5.0.4178", ""],
  ["R5", "5", ""],
  ["0.0", "", ""],
  ["20231114093000000000001", "20231114093000000000001", ""],
])("the number of %s is %s, its suffix %s", (text, number, suffix) => {
  const version = versionOf(text);
  expect(version.number.join(".")).toBe(number);
  expect(version.suffix.join(" ")).toBe(suffix);
});

test.each(["", "unknown", "…"])("%j is not a version", (text) => {
  expect(parseVersion(text)).toBeUndefined();
});

test("a text without end is read no further than its beginning", () => {
  expect(parseVersion("x".repeat(1_000_000))).toBeUndefined();
  expect(versionOf("7".repeat(1_000_000)).number[0]).toHaveLength(256);
});

test.each([
  ["11.5", "11.10"],
  ["2", "10"],
  ["11.5", "11.5.0.1"],
  ["1.0", "1.0 build 1"],
  ["1.0-b9", "1.0-b10"],
  ["1.0-9", "1.0-b"],
  ["9007199254740993", "9007199254740994"],
])("%s is before %s", (earlier, later) => {
  expect(Math.sign(compareVersions(versionOf(earlier), versionOf(later)))).toBe(-1);
  expect(Math.sign(compareVersions(versionOf(later), versionOf(earlier)))).toBe(1);
});

test.each([
  [">=11.5 <12", "11.5.0 build 4235", true],
  [">=11.5 <12", "11.50", true],
  [">=11.5 <12", "11.4.99", false],
  [">=11.5 <12", "12", false],
  [">=11.5 <12", "webOS 11.6", true],
  [">= 11.5  < 12", "11.5", true],
  [">=11.5<12", "11.9", true],
  ["<12", "12.0-rc1", false],
  ["=11.5", "11.5.0 build 4235", true],
  ["=11.5-build-4235", "11.5.0 build 4235", true],
  [">11.5-build-4235", "11.5.0 build 4235", false],
  [">2023-11-01", "2023-11-14", true],
  [">=1", "unknown", false],
  [">=10 <20", 12, true],
  [">12.45", 12.5, true],
  [">-5", -4, true],
  [">=1.2.3", 2, false],
])("%s holds for %j: %s", (range, value, holds) => {
  expect(inRange(range, value)).toBe(holds);
});

test.each(["", " ", ">=", "11.5", ">=x", ">=1 2", "1 <2", "=>1", ">=1 ||", "!=1"])(
  "%j is not a range",
  (text) => {
    expect(parseVersionRange(text)).toBeUndefined();
  },
);

const number = fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 5 });
const suffix = fc.array(fc.oneof(fc.nat({ max: 12 }).map(String), fc.constantFrom("b", "rc")), {
  maxLength: 3,
});
const written = fc
  .tuple(number, suffix)
  .map(([parts, rest]) => [parts.join("."), ...rest].join("-"));

test("the order of versions is total", () => {
  fc.assert(
    fc.property(fc.tuple(written, written, written), (texts) => {
      const [a, b, c] = texts.map(versionOf) as [Version, Version, Version];
      expect(compareVersions(a, a)).toBe(0);
      expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
      const sorted = [a, b, c].sort(compareVersions) as [Version, Version, Version];
      expect(compareVersions(sorted[0], sorted[2])).toBeLessThanOrEqual(0);
      expect(compareVersions(a, b) === 0).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
});

test("numbers compare part by part, as lists of numbers do", () => {
  fc.assert(
    fc.property(number, number, (a, b) => {
      const length = Math.max(a.length, b.length);
      const padded = (parts: number[]) => [
        ...parts,
        ...Array<number>(length - parts.length).fill(0),
      ];
      const differ = padded(a).findIndex((part, index) => part !== padded(b)[index]);
      const expected =
        differ < 0 ? 0 : Math.sign((padded(a)[differ] ?? 0) - (padded(b)[differ] ?? 0));
      expect(Math.sign(compareVersions(versionOf(a.join(".")), versionOf(b.join("."))))).toBe(
        expected,
      );
    }),
  );
});

test("comparators side by side must all hold, and of < = > exactly one does", () => {
  const operator = fc.constantFrom(">=", "<=", ">", "<", "=");
  fc.assert(
    fc.property(written, operator, written, operator, written, (version, op1, a, op2, b) => {
      const both = inRange(`${op1}${a} ${op2}${b}`, version);
      expect(both).toBe(inRange(`${op1}${a}`, version) && inRange(`${op2}${b}`, version));
      const three = ["<", "=", ">"].filter((each) => inRange(`${each}${a}`, version));
      expect(three).toHaveLength(1);
    }),
  );
});
