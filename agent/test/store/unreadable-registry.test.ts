import { randomBytes } from "node:crypto";
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { RecordedLog } from "@rae/kit/testing";
import { describe, expect, test } from "vitest";
import {
  crashedCopy,
  recordDeltas,
  storedSession,
  testFolder,
  testRegistry,
  waitingEvents,
} from "./registry-fixture.ts";

const pageBytes = 4_096;
const ids = { boxId: "rae-1", sessionId: "s1", source: "agent", atMs: 1 } as const;

/** A folder with a registry of many pages; `isClosed`: all of it is in the main file, otherwise most is in the `-wal`. */
async function filledFolder({ isClosed }: { readonly isClosed: boolean }) {
  const folder = testFolder();
  const registry = testRegistry(folder);
  for (const sessionId of ["s1", "s2", "s3"]) {
    registry.record(storedSession(sessionId, 1), { kind: "Attached" });
    recordDeltas(registry, sessionId, 1, 40);
  }
  const large = storedSession("s4", 1, "x".repeat(40_000));
  registry.record(large, { kind: "Attached" });
  registry.commands.start({ ...ids, commandId: "c1", state: "started" }, "effect-once");
  registry.commands.finish({ ...ids, commandId: "c1", state: "succeeded" });
  registry.flush();
  const { registryId } = registry;
  const copy = crashedCopy(folder);
  if (isClosed) await testRegistry(copy).close();
  return { folder: copy, registryId, path: join(copy, "registry.sqlite") };
}

function overwrite(path: string, at: number, bytes: Uint8Array): void {
  const file = openSync(path, "r+");
  writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
}

function run(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

function asides(folder: string): string[] {
  return readdirSync(folder).filter((name) => /^registry\.sqlite\.unreadable-[^-]*$/.test(name));
}

const damages: Record<string, (path: string) => void> = {
  "with bytes of something else": (path) => writeFileSync(path, randomBytes(8_192)),
  "without its header": (path) => overwrite(path, 0, new Uint8Array(100)),
  "that was cut within a page": (path) => truncateSync(path, 3 * pageBytes + 17),
  "that was cut behind a page": (path) => truncateSync(path, 2 * pageBytes),
  "that was emptied": (path) => truncateSync(path, 0),
  "that was cut within its header": (path) => truncateSync(path, 50),
  "without a table": (path) => run(path, "DROP TABLE sessions"),
  "without a column": (path) => run(path, "ALTER TABLE commands DROP COLUMN effect"),
  "whose version was lost": (path) => run(path, "PRAGMA user_version = 0"),
  "with a schema that is no SQL": (path) => {
    const bytes = readFileSync(path);
    overwrite(path, bytes.indexOf("CREATE TABLE sessions"), Buffer.from("CREATE TABLX"));
  },
  "whose numbers are none": (path) =>
    run(path, "UPDATE meta SET value = 'seven' WHERE name = 'sequence'"),
  "whose numbers are too large": (path) =>
    run(path, "UPDATE meta SET value = 9007199254740993 WHERE name = 'sequence'"),
};

describe("a registry file that cannot be read", () => {
  test.each(Object.keys(damages))("%s is put aside, and a new one begun", async (name) => {
    const { folder, path, registryId } = await filledFolder({ isClosed: true });
    damages[name]?.(path);
    const bytes = readFileSync(path);
    const log = new RecordedLog();
    const registry = testRegistry(folder, { logger: log.logger });

    expect(registry.registryId).not.toBe(registryId);
    expect(registry.sessions()).toEqual([]);
    const [aside = ""] = asides(folder);
    expect(aside).toMatch(/^registry\.sqlite\.unreadable-20231114T221320Z$/);
    expect(readFileSync(join(folder, aside)).equals(bytes)).toBe(true);
    expect(registry.findings).toEqual({ unreadableFiles: [aside], droppedSessions: 0 });
    expect(log.lines).toContainEqual(
      expect.objectContaining({
        msg: "registry cannot be read: put aside, a new one begins",
        file: join(folder, aside),
        reason: expect.any(String),
      }),
    );
    registry.record(storedSession("s9", 1), { kind: "Attached" });
    registry.flush();
  });

  test("is found whichever page is gone, and what opens is whole", async () => {
    const { folder, path } = await filledFolder({ isClosed: true });
    const pages = statSync(path).size / pageBytes;
    expect(pages).toBeGreaterThan(20);
    for (let page = 0; page < pages; page += 1) {
      const copy = crashedCopy(folder);
      overwrite(join(copy, "registry.sqlite"), page * pageBytes, new Uint8Array(pageBytes));
      const registry = testRegistry(copy);
      const { unreadableFiles, droppedSessions } = registry.findings;
      const isNew = unreadableFiles.length === 1;
      // A value that goes over several pages, of which the last is gone, is one row.
      expect(registry.sessions()).toHaveLength(isNew ? 0 : 4 - droppedSessions);
      expect(registry.outbox.read("events", 0, 1_000)).toHaveLength(isNew ? 0 : 124);
      expect(registry.outbox.read("outcomes", 0, 1_000)).toHaveLength(isNew ? 0 : 2);
      await registry.close();
    }
  });

  test.each([
    ["wal", "overwritten", 0],
    ["wal", "overwritten", 40],
    ["wal", "overwritten", 9_000],
    ["wal", "cut", 20],
    ["wal", "cut", 30_000],
    ["shm", "overwritten", 0],
    ["shm", "cut", 10],
  ] as const)("or whose -%s was %s at byte %i, opens all the same", async (suffix, how, at) => {
    const { folder, path } = await filledFolder({ isClosed: false });
    const file = `${path}-${suffix}`;
    if (how === "cut") truncateSync(file, at);
    else overwrite(file, at, randomBytes(2_000));
    const registry = testRegistry(folder);
    registry.record(storedSession("s9", 1), { kind: "Attached" });
    registry.flush();
    expect(registry.sessions().map(({ sessionId }) => sessionId)).toContain("s9");
  });

  test("is kept for those who look, but not without end", async () => {
    const folder = testFolder();
    for (let count = 0; count < 6; count += 1) {
      writeFileSync(join(folder, "registry.sqlite"), randomBytes(8_192));
      await testRegistry(folder).close();
    }
    const registry = testRegistry(folder);
    expect(asides(folder)).toHaveLength(3);
    expect(registry.findings.unreadableFiles).toEqual(asides(folder).sort());
  });

  test("is told of until somebody takes it away", () => {
    const folder = testFolder();
    writeFileSync(join(folder, "registry.sqlite"), randomBytes(8_192));
    const registry = testRegistry(folder);
    expect(registry.findings.unreadableFiles).toHaveLength(1);
    for (const name of asides(folder)) truncateSync(join(folder, name), 0);
    expect(registry.findings.unreadableFiles).toHaveLength(1);
  });

  test("damaged while it is used is told once by its path, and put aside at the next start", async () => {
    const { folder, path } = await filledFolder({ isClosed: true });
    const failures: Error[] = [];
    const registry = testRegistry(folder, { onFailure: (error) => failures.push(error) });
    overwrite(path, pageBytes, randomBytes(statSync(path).size - pageBytes));
    expect(() => registry.outbox.read("events", 0, 1_000)).toThrow(
      /registry\.sqlite cannot be used/,
    );
    expect(() => registry.commands.find("c1")).toThrow(/registry\.sqlite cannot be used/);
    expect(failures).toHaveLength(1);
    await registry.close();
    expect(testRegistry(folder).findings.unreadableFiles).toHaveLength(1);
  });
});

describe("one row that cannot be read", () => {
  test.each([
    ["JSON that was cut", "attributes = substr(attributes, 1, 20)"],
    ["attributes that are none", "attributes = '[1]'"],
    ["an attribute without a value", `attributes = '{"power.state":{"observedAtMs":1}}'`],
    ["keys that were cut", 'keys = \'[{"kind":"wire"\''],
    ["keys that are none", "keys = 'null'"],
    ["a key without a value", `keys = '[{"kind":"wire"}]'`],
    ["no revision", "revision = 0"],
    ["a revision that no number holds", "revision = 9007199254740993"],
    ["a name that is none", "session_id = ''"],
  ])("(%s) costs that session, and no other", async (_name, change) => {
    const { folder, path, registryId } = await filledFolder({ isClosed: true });
    run(path, `UPDATE sessions SET ${change} WHERE session_id = 's2'`);
    const log = new RecordedLog();
    const registry = testRegistry(folder, { logger: log.logger });

    expect(registry.registryId).toBe(registryId);
    expect(registry.sessions().map(({ sessionId }) => sessionId)).toEqual(["s1", "s3", "s4"]);
    expect(registry.findings).toEqual({ unreadableFiles: [], droppedSessions: 1 });
    expect(log.lines.filter(({ msg }) => msg === "session cannot be read: left out")).toHaveLength(
      1,
    );
    registry.appendRoster();
    const roster = waitingEvents(registry).at(-1);
    expect(roster).toMatchObject({ kind: "Roster", sessions: { length: 3 } });
    await registry.close();
    expect(testRegistry(folder).findings.droppedSessions).toBe(0);
  });

  test.each([
    ["of an outcome", "outcome = substr(outcome, 1, 7)"],
    ["of its class", "effect = 'whatever', outcome = NULL"],
  ])(
    "(%s) makes a command one that was interrupted, and it never runs again",
    async (_name, change) => {
      const { folder, path } = await filledFolder({ isClosed: true });
      run(path, `UPDATE commands SET ${change} WHERE command_id = 'c1'`);
      const registry = testRegistry(folder);
      expect(registry.commands.find("c1")).toEqual({ commandId: "c1" });
      expect(registry.commands.interrupted()).toEqual([
        { commandId: "c1", sessionId: "s1", effect: "effect-once" },
      ]);
    },
  );
});

test("a lock file with something in it is a lock all the same", () => {
  const folder = testFolder();
  writeFileSync(join(folder, "registry.lock"), randomBytes(5_000));
  testRegistry(folder);
  expect(() => testRegistry(folder)).toThrow(/held by another agent/);
});
