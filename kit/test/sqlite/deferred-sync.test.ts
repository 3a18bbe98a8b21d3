import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase } from "../../src/sqlite/database.ts";
import { deferSync, syncWrites } from "../../src/sqlite/deferred-sync.ts";
import { isBusy } from "../../src/sqlite/sqlite-failure.ts";

const migrations = ["CREATE TABLE note (text TEXT NOT NULL)"];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rae-deferred-sync-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const modeOf = (database: ReturnType<typeof openDatabase>) =>
  database.prepare("PRAGMA synchronous").get()?.synchronous;

test("a sync is a commit of its own, after which commits wait for no disk again", () => {
  const path = join(folder, "notes.sqlite");
  const database = openDatabase(path, { migrations });
  deferSync(database);
  database.exec("INSERT INTO note VALUES ('kept')");
  const sizeOf = () => statSync(`${path}-wal`).size;
  const before = sizeOf();
  syncWrites(database);
  expect(sizeOf()).toBeGreaterThan(before);
  expect(modeOf(database)).toBe(1);
  expect(database.prepare("SELECT text FROM note").all()).toEqual([{ text: "kept" }]);
  database.close();
});

test("a sync that cannot commit throws, and commits wait for no disk afterwards", () => {
  const path = join(folder, "notes.sqlite");
  const database = openDatabase(path, { migrations });
  const other = openDatabase(path, { migrations });
  deferSync(database);
  other.exec("BEGIN IMMEDIATE");
  expect(() => syncWrites(database)).toThrow(expect.toSatisfy(isBusy));
  expect(modeOf(database)).toBe(1);
  other.exec("COMMIT");
  syncWrites(database);
  for (const each of [database, other]) each.close();
});
