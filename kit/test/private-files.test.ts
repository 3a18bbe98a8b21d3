import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makePrivateFile, makePrivateFolder, writePrivateFile } from "@rae/kit";
import { makeDatabaseFile, openDatabase } from "@rae/kit/sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
const note = "CREATE TABLE note (text TEXT NOT NULL)";

describe.each([0o000, 0o022, 0o777])("under umask %o", (umask) => {
  let folder: string;
  let before: number;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rae-private-"));
    before = process.umask(umask);
  });
  afterEach(() => {
    process.umask(before);
    rmSync(folder, { recursive: true });
  });

  it("folders are made for their owner only, and one that was there stays", () => {
    const theirs = join(folder, "theirs");
    mkdirSync(theirs);
    chmodSync(theirs, 0o750);
    makePrivateFolder(join(theirs, "data", "deep"));
    expect([theirs, join(theirs, "data"), join(theirs, "data", "deep")].map(modeOf)).toEqual([
      "750",
      "700",
      "700",
    ]);
  });

  it("a file is made for its owner only, and one that was open to others no longer is", () => {
    const [made, written, open] = ["made", "written", "open"].map((name) => join(folder, name));
    makePrivateFile(String(made));
    writePrivateFile(String(written), "text");
    writeFileSync(String(open), "kept");
    chmodSync(String(open), 0o644);
    makePrivateFile(String(open));
    expect([made, written, open].map((path) => modeOf(String(path)))).toEqual([
      "600",
      "600",
      "600",
    ]);
    expect(statSync(String(open)).size).toBe(4);
  });

  it("so are a database, what SQLite makes beside it, and the copy before a migration", () => {
    const path = join(folder, "data", "notes.sqlite");
    openDatabase(path, { migrations: [note] }).close();
    const database = openDatabase(path, { migrations: [note, "CREATE TABLE other (id INTEGER)"] });
    database.exec("INSERT INTO note VALUES ('here')");
    const files = [path, `${path}-wal`, `${path}-shm`, `${path}.before-1001.bak`];
    expect(files.map(modeOf)).toEqual(files.map(() => "600"));
    expect(modeOf(join(folder, "data"))).toBe("700");
    for (const file of files) chmodSync(file, 0o644);
    makeDatabaseFile(path);
    expect(files.slice(0, 3).map(modeOf)).toEqual(["600", "600", "600"]);
    database.close();
  });
});
