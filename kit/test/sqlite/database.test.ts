import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDatabase } from "../../src/sqlite/database.ts";
import { walLimitBytes } from "../../src/sqlite/database-file.ts";
import { isPassingFailure } from "../../src/sqlite/sqlite-failure.ts";
import { inTransaction } from "../../src/sqlite/transaction.ts";

const first = "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)";
const second = "ALTER TABLE note ADD COLUMN author TEXT NOT NULL DEFAULT 'nobody'";

describe("a SQLite file", () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rae-database-"));
    path = join(folder, "deep", "notes.sqlite");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is made with its folder, write-ahead logged and fully synchronous", () => {
    const database = openDatabase(path, { migrations: [first] });
    expect(database.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
    expect(database.prepare("PRAGMA synchronous").get()).toEqual({ synchronous: 2 });
    database.close();
  });

  it("keeps its data through a migration and leaves a copy of what was before", () => {
    const before = openDatabase(path, { migrations: [first] });
    before.exec("INSERT INTO note (text) VALUES ('kept')");
    before.close();
    const after = openDatabase(path, { migrations: [first, second] });
    expect(after.prepare("SELECT text, author FROM note").all()).toEqual([
      { text: "kept", author: "nobody" },
    ]);
    after.close();
    const backup = new DatabaseSync(`${path}.before-1001.bak`);
    expect(backup.prepare("SELECT * FROM note").all()).toEqual([{ id: 1, text: "kept" }]);
    backup.close();
  });

  it("makes no copy of a file that is new or already up to date", () => {
    openDatabase(path, { migrations: [first] }).close();
    openDatabase(path, { migrations: [first] }).close();
    expect(existsSync(`${path}.before-0.bak`)).toBe(false);
    expect(existsSync(`${path}.before-1001.bak`)).toBe(false);
  });

  it("shrinks its write-ahead log after a long reader is gone", () => {
    const database = openDatabase(path, { migrations: [first] });
    const reader = openDatabase(path, { migrations: [first] });
    const text = "x".repeat(1024 * 1024);
    const write = () => database.prepare("INSERT INTO note (text) VALUES (?)").run(text);
    write();
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM note").get();
    for (let written = 0; written < 40; written += 1) write();
    const sizeOf = () => statSync(`${path}-wal`).size;
    expect(sizeOf()).toBeGreaterThan(32 * 1024 * 1024);
    reader.exec("COMMIT");
    // The first copies into the file what the reader held back, the second starts the log again.
    write();
    write();
    expect(sizeOf()).toBeLessThanOrEqual(walLimitBytes);
    reader.close();
    database.close();
  });

  it("with more migrations than this program knows still opens and is left as it is", () => {
    openDatabase(path, { migrations: [first, second] }).close();
    const older = openDatabase(path, { migrations: [first] });
    older.exec("INSERT INTO note (text) VALUES ('by an older program')");
    expect(older.prepare("PRAGMA user_version").get()).toEqual({ user_version: 1002 });
    older.close();
  });

  it("of a newer format is refused with a sentence that names the file and what to do", () => {
    openDatabase(path, { migrations: [first], format: 2 }).close();
    expect(failureOf(() => openDatabase(path, { migrations: [first] }))).toMatchObject({
      code: "data-unusable",
      message: expect.stringMatching(/notes\.sqlite has format 2.*upgrade/),
    });
  });

  it("is left unchanged by a migration that fails half-way", () => {
    openDatabase(path, { migrations: [first] }).close();
    const broken = "CREATE TABLE extra (id INTEGER); SELECT nonsense FROM nowhere";
    expect(() => openDatabase(path, { migrations: [first, broken] })).toThrow(/nowhere/);
    const database = openDatabase(path, { migrations: [first] });
    expect(database.prepare("PRAGMA user_version").get()).toEqual({ user_version: 1001 });
    expect(() => database.prepare("SELECT * FROM extra")).toThrow(/no such table/);
    database.close();
  });

  it("that is no database is told by its path", () => {
    openDatabase(path, { migrations: [] }).close();
    writeFileSync(
      path,
      "this is a text file that is long enough to have no SQLite header".repeat(20),
    );
    expect(failureOf(() => openDatabase(path, { migrations: [first] }))).toMatchObject({
      code: "data-unusable",
      message: `${path} cannot be used: file is not a database`,
      details: { path },
    });
  });

  it("that another process holds for long is told so, with what to do", () => {
    openDatabase(path, { migrations: [first] }).close();
    const holder = new DatabaseSync(path);
    holder.exec("BEGIN IMMEDIATE");
    const failure = failureOf(() =>
      openDatabase(path, { migrations: [first, second], openTimeoutMs: 20 }),
    );
    holder.close();
    expect(failure).toMatchObject({
      code: "data-unusable",
      message: expect.stringMatching(/notes\.sqlite is locked by another process: stop that/),
    });
  });

  it("held by another connection is not waited for, and fails with a failure that may pass", () => {
    const one = openDatabase(path, { migrations: [first] });
    const other = openDatabase(path, { migrations: [first] });
    one.exec("BEGIN IMMEDIATE");
    expect(other.prepare("PRAGMA busy_timeout").get()).toEqual({ timeout: 0 });
    const failure = failureOf(() => inTransaction(other, () => {}));
    expect(isPassingFailure(failure)).toBe(true);
    one.close();
    other.close();
  });

  it("undoes a transaction whose work throws and takes the next", () => {
    const database = openDatabase(path, { migrations: [first] });
    const insert = database.prepare("INSERT INTO note (text) VALUES (?)");
    const failing = () =>
      inTransaction(database, () => {
        insert.run("undone");
        throw new Error("half-way");
      });
    expect(failing).toThrow("half-way");
    inTransaction(database, () => insert.run("done"));
    expect(database.prepare("SELECT text FROM note").all()).toEqual([{ text: "done" }]);
    database.close();
  });
});

function failureOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
