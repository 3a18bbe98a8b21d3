import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { RaeError } from "@rae/protocol";
import { describe, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "../../src/store/database.ts";
import { lockFile } from "../../src/store/file-lock.ts";
import { registryMigrations } from "../../src/store/schema.ts";
import {
  crashedCopy,
  inShort,
  recordDeltas,
  storedSession,
  testFolder,
  testRegistry,
  waitingEvents,
} from "./registry-fixture.ts";

describe("a registry", () => {
  test("each event takes the next place in the registry's order", () => {
    const registry = testRegistry(testFolder());
    registry.nextConnection();
    registry.record(storedSession("s1", 1), { kind: "Attached" });
    registry.nextConnection();
    registry.appendRoster();
    recordDeltas(registry, "s1", 1, 1);
    registry.record(storedSession("s1", 3), { kind: "Detached", reason: "absent" });

    const places = waitingEvents(registry).map(({ connection, sequence }) => [
      connection,
      sequence,
    ]);
    expect(places).toEqual([
      [1, 1],
      [2, 2],
      [2, 3],
      [2, 4],
    ]);
    expect(inShort(waitingEvents(registry))).toEqual([
      "Attached s1 1",
      "Roster",
      "AttributesChanged s1 2",
      "Detached s1 3",
    ]);
  });

  test("a crash after the commit loses neither the change nor its event", () => {
    const folder = testFolder();
    const registry = testRegistry(folder);
    registry.nextConnection();
    registry.record(storedSession("s1", 1), { kind: "Attached" });
    recordDeltas(registry, "s1", 1, 2);
    registry.flush();
    const again = testRegistry(crashedCopy(folder));

    expect(again.registryId).toBe(registry.registryId);
    expect(again.connection).toBe(1);
    expect(again.sessions()).toEqual([storedSession("s1", 3, "v3")]);
    expect(inShort(waitingEvents(again))).toEqual(inShort(waitingEvents(registry)));
  });

  test("a crash before the commit loses the change and its event together", () => {
    const folder = testFolder();
    const registry = testRegistry(folder);
    registry.record(storedSession("s1", 1), { kind: "Attached" });
    registry.flush();
    recordDeltas(registry, "s1", 1, 1);
    const again = testRegistry(crashedCopy(folder));

    expect(again.sessions()).toEqual([storedSession("s1", 1)]);
    expect(inShort(waitingEvents(again))).toEqual(["Attached s1 1"]);
  });

  test("the order goes on behind a crash and behind rows that were deleted", () => {
    const folder = testFolder();
    const registry = testRegistry(folder);
    registry.record(storedSession("s1", 1), { kind: "Attached" });
    const before = registry.outbox.read("events", 0, 1)[0]?.id ?? 0;
    registry.outbox.acknowledge(before);
    registry.flush();
    const again = testRegistry(crashedCopy(folder));
    recordDeltas(again, "s1", 1, 1);

    expect(again.outbox.read("events", 0, 1)[0]?.id).toBe(before + 1);
    expect(waitingEvents(again)[0]).toMatchObject({ sequence: 2 });
  });

  test("listeners hear of what was appended after the commit, once for a turn", async () => {
    const registry = testRegistry(testFolder());
    let heard = 0;
    registry.outbox.onAppended(() => {
      heard += 1;
    });
    recordDeltas(registry, "s1", 0, 5);
    expect(heard).toBe(0);
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toBe(1);
    expect(registry.outbox.figures.rows).toBe(5);
  });

  test("the next connection's number is durable when it is told", () => {
    const folder = testFolder();
    const registry = testRegistry(folder);
    expect([registry.nextConnection(), registry.nextConnection()]).toEqual([1, 2]);
    expect(testRegistry(crashedCopy(folder)).connection).toBe(2);
  });

  test("a connection number of the control plane is taken over, with a new id if the old is refused", () => {
    const folder = testFolder();
    const registry = testRegistry(folder);
    const { registryId } = registry;
    registry.adopt(41, { newRegistryId: false });
    expect(registry.registryId).toBe(registryId);
    registry.adopt(41, { newRegistryId: true });
    expect(registry.registryId).not.toBe(registryId);
    const again = testRegistry(crashedCopy(folder));
    expect(again.registryId).toBe(registry.registryId);
    expect(again.nextConnection()).toBe(42);
  });

  test("an empty folder makes a registry with an id of its own", () => {
    const ids = [testFolder(), testFolder()].map((folder) => testRegistry(folder).registryId);
    expect(new Set(ids).size).toBe(2);
  });
});

describe("a registry file", () => {
  test("that another agent holds is refused", () => {
    const folder = testFolder();
    testRegistry(folder);
    expect(() => testRegistry(folder)).toThrow(/held by another agent/);
  });

  test("is not migrated under an agent that runs", () => {
    const folder = testFolder();
    const held = lockFile(join(folder, "registry.lock"));
    onTestFinished(held.release);
    expect(() => testRegistry(folder)).toThrow(/held by another agent/);
    expect(readdirSync(folder)).not.toContain("registry.sqlite");
  });

  test("of another box is refused, and stays free for its own", async () => {
    const folder = testFolder();
    await testRegistry(folder).close();
    expect(() => testRegistry(folder, { boxId: "rae-2" })).toThrow(
      /is the registry of box rae-1, and this box is rae-2/,
    );
    expect(testRegistry(folder).registryId).toBeTruthy();
  });

  test("in a folder that cannot be made is refused with its path", () => {
    const file = join(testFolder(), "file");
    writeFileSync(file, "");
    expect(() => testRegistry(join(file, "data"))).toThrow(RaeError);
    expect(() => testRegistry(join(file, "data"))).toThrow(/data\/registry\.lock cannot be used/);
  });

  test("is free again after the close", async () => {
    const folder = testFolder();
    const registry = testRegistry(folder);
    await registry.close();
    await registry.close();
    expect(testRegistry(folder).registryId).toBe(registry.registryId);
  });

  test("of the next version opens, of the one after does not", () => {
    const folder = testFolder();
    const path = join(folder, "registry.sqlite");
    openDatabase(path, [...registryMigrations, "CREATE TABLE later (a)"]).close();
    expect(openDatabase(path, registryMigrations).close()).toBeUndefined();
    openDatabase(path, [...registryMigrations, "CREATE TABLE later (a)", "SELECT 1"]).close();
    expect(() => openDatabase(path, registryMigrations)).toThrow(/newer version/);
  });

  test("of an older version is migrated behind a backup", () => {
    const folder = testFolder();
    const path = join(folder, "registry.sqlite");
    const old = openDatabase(path, ["CREATE TABLE a (b)"]);
    old.exec("INSERT INTO a VALUES (7)");
    old.close();
    const migrated = openDatabase(path, ["", "ALTER TABLE a ADD COLUMN c DEFAULT 1"]);
    const row = migrated.prepare("SELECT * FROM a").get();
    migrated.close();
    const backup = new DatabaseSync(`${path}.v1`);
    const kept = backup.prepare("SELECT * FROM a").get();
    backup.close();

    expect({ ...row }).toEqual({ b: 7, c: 1 });
    expect({ ...kept }).toEqual({ b: 7 });
    expect(readdirSync(folder)).toContain("registry.sqlite.v1");
  });

  test.each([0o000, 0o777])(
    "under umask %o is for its owner only, as is all beside it",
    (umask) => {
      const folder = join(testFolder(), "data");
      const before = process.umask(umask);
      onTestFinished(() => void process.umask(before));
      testRegistry(folder).flush();
      const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
      expect(modeOf(folder)).toBe("700");
      const modes = readdirSync(folder).map((name) => `${name} ${modeOf(join(folder, name))}`);
      expect(modes.sort()).toEqual([
        "registry.lock 600",
        "registry.lock-journal 600",
        "registry.sqlite 600",
        "registry.sqlite-shm 600",
        "registry.sqlite-wal 600",
      ]);
    },
  );

  test("that cannot be written any more is told once and refuses every further write", () => {
    const folder = testFolder();
    const failures: Error[] = [];
    const registry = testRegistry(folder, { onFailure: (error) => failures.push(error) });
    const other = new DatabaseSync(join(folder, "registry.sqlite"));
    other.exec("DROP TABLE sessions");
    other.close();

    const write = () => registry.record(storedSession("s1", 1), { kind: "Attached" });
    expect(write).toThrow(/cannot be used/);
    expect(write).toThrow(/cannot be used/);
    expect(failures.map((error) => (error as RaeError).code)).toEqual(["data-unusable"]);
  });
});
