import { expect, test } from "vitest";
import { PossibleDuplicates } from "../../../src/core/assignment/possible-duplicates.ts";

test("sessions that share a mark name each other, until one shows it no longer", () => {
  const duplicates = new PossibleDuplicates();
  duplicates.note("s1", ["mac a", "serial 1"]);
  duplicates.note("s2", ["mac b"]);
  duplicates.note("s3", ["serial 1"]);
  expect(duplicates.note("s4", ["mac a"])).toEqual(new Set(["s1", "s4"]));
  const named = () =>
    Object.fromEntries(["s1", "s2", "s3", "s4"].map((id) => [id, duplicates.of(id)]));
  expect(named()).toEqual({ s1: ["s3", "s4"], s2: [], s3: ["s1"], s4: ["s1"] });

  expect(duplicates.note("s1", ["serial 1"])).toEqual(new Set(["s1", "s3", "s4"]));
  expect(named()).toEqual({ s1: ["s3"], s2: [], s3: ["s1"], s4: [] });
  expect(duplicates.note("s1", [])).toEqual(new Set(["s1", "s3"]));
  expect(named()).toEqual({ s1: [], s2: [], s3: [], s4: [] });
});

test("a session is no duplicate of itself, and what is as before changes nothing", () => {
  const duplicates = new PossibleDuplicates();
  duplicates.note("s1", ["mac a", "mac a"]);
  expect(duplicates.of("s1")).toEqual([]);
  expect(duplicates.note("s1", ["mac a", "mac a"]).size).toBe(0);
});

test("a mark that a whole network shows fills no record", () => {
  const duplicates = new PossibleDuplicates();
  for (let index = 0; index < 500; index += 1) duplicates.note(`s${index}`, ["mac 00"]);
  expect(duplicates.of("s7")).toHaveLength(16);
});
