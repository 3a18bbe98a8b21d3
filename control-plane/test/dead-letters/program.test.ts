import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChildProgram, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { encodeBoxEvent, logHeaders, logTopics } from "@rae/protocol";
import { deadLetterOf, type NewRecord, type RecordLog } from "@rae/stream";
import { openSqliteRecordLog } from "@rae/stream-sqlite";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readLetters } from "../../src/dead-letters/read-letters.ts";
import { runOn, spawnOn } from "../spawned-program.ts";

// Each runs several programs, one after another.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 });
const waitMs = 60_000;

const folder = mkdtempSync(join(tmpdir(), "rae-dead-letters-"));
const headers = { [logHeaders.boxId]: "box-1", [logHeaders.receivedAtMs]: String(Date.now()) };
let aggregator: ChildProgram;
let log: RecordLog;

beforeAll(async () => {
  aggregator = spawnOn("rae-aggregator", folder, []);
  await aggregator.ready(waitMs);
  log = openSqliteRecordLog({ path: join(folder, "log.sqlite") });
});
afterAll(async () => {
  await log.close();
  await aggregator.stop(waitMs);
  rmSync(folder, { recursive: true });
});

const append = (topic: string, record: NewRecord) =>
  log.append(topic, [record], AbortSignal.timeout(waitMs));
const deadLetters = (...args: string[]) =>
  runOn("rae-control-plane", folder, ["dead-letters", ...args]);

/** Resolves when so many letters lie on the log. */
const buried = (count: number) =>
  eventually(
    async () => {
      const { letters } = await readLetters(log, systemClock, {}, { letters: 10, bytes: 1e6 });
      expect(letters).toHaveLength(count);
    },
    { timeoutMs: waitMs },
  );

interface LetterLine {
  readonly id: string;
  readonly code: string;
  readonly replayOf?: string;
}

async function list(...args: string[]): Promise<readonly LetterLine[]> {
  const { code, said } = await deadLetters("list", "--json", ...args);
  expect(code).toBe(0);
  return said === "" ? [] : said.split("\n").map((line) => JSON.parse(line));
}

test("a poison record is listed, shown, replayed, and listed anew as the replay of itself", async () => {
  await append(logTopics.events, { key: "box-1", value: Buffer.from("no event"), headers });
  await buried(1);
  const [letter] = await list();
  const id = letter?.id ?? "";
  expect(letter).toMatchObject({
    code: "undecodable",
    boxId: "box-1",
    source: { topic: "events" },
  });

  const shown = await deadLetters("show", id);
  expect(shown.code).toBe(0);
  expect(shown.said).toContain("6e 6f 20 65 76 65 6e 74");
  expect(shown.said).toContain("not decoded: ");

  const replayed = await deadLetters("replay", id);
  expect(replayed).toMatchObject({ code: 0, said: `${id}  appended to events` });
  await buried(2);
  expect((await list()).map((each) => each.replayOf)).toEqual([undefined, id]);
  const again = await deadLetters("replay", id);
  expect(again.code).toBe(1);
  expect(again.said).toMatch(/was replayed at .*--again/);
});

test("a record that can be read by now is applied by the replay of all letters of its code", async () => {
  const status = {
    ...{ agentVersion: "9", outboxRows: 0, outboxBytes: 0, outboxLimitBytes: 1 },
    ...{ supersededDeltas: 0, interfaces: [], links: [] },
  };
  const origin = { boxId: "box-2", registryId: "r", connection: 1, sequence: 0 };
  const value = encodeBoxEvent({ ...origin, observedAtMs: Date.now(), kind: "Birth", status });
  const place = { topic: logTopics.events, partition: 0, offset: 0, appendedAtMs: Date.now() };
  const record = {
    ...place,
    key: "box-2",
    value,
    headers: { ...headers, [logHeaders.boxId]: "box-2" },
  };
  const poison = { record, code: "of-a-newer-version", reason: "not known yet" };
  await append(logTopics.deadLetters, deadLetterOf(poison, Date.now()));

  const { code, said } = await deadLetters("replay", "--code", "of-a-newer-version");
  expect(code).toBe(0);
  expect(said).toMatch(/^\d+\/\d+ {2}appended to events$/);
  expect(await deadLetters("replay", "--code", "of-a-newer-version")).toMatchObject({
    code: 0,
    said: "",
  });

  const api = spawnOn("rae-api", folder, []);
  const { http } = await api.ready(waitMs);
  const token = readFileSync(join(folder, "token"), "utf8").trim();
  await eventually(
    async () => {
      const answer = await fetch(`${http}/v1/boxes/box-2`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.status).toBe(200);
    },
    { timeoutMs: waitMs },
  );
  await api.stop(waitMs);
});

test("an id that is not there is told", async () => {
  const { code, complained } = await deadLetters("show", "0/99999");
  expect(code).toBe(1);
  expect(complained).toContain("0/99999  there is no such dead letter");
});
