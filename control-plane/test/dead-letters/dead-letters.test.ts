import { ManualClock } from "@rae/kit/testing";
import { encodeBoxEvent, logHeaders, logTopics } from "@rae/protocol";
import { deadLetterOf, type LogRecord } from "@rae/stream";
import { MemoryRecordLog } from "@rae/stream/testing";
import { beforeEach, expect, test } from "vitest";
import { letterLine, letterText, wholeLetterJson } from "../../src/dead-letters/describe-letter.ts";
import { type LetterFilter, readLetters } from "../../src/dead-letters/read-letters.ts";
import { readSince } from "../../src/dead-letters/read-since.ts";
import { type ReplayResult, replayLetters } from "../../src/dead-letters/replay-letters.ts";

const event = encodeBoxEvent({
  ...{ boxId: "box-1", registryId: "r-1", connection: 1, sequence: 1, observedAtMs: 1_000 },
  ...{ kind: "Roster", sessions: [] },
});
const bounds = { letters: 100, bytes: 2 ** 20 };
let clock: ManualClock;
let log: MemoryRecordLog;

beforeEach(() => {
  clock = new ManualClock();
  log = new MemoryRecordLog({ clock });
});

async function bury(source: Partial<LogRecord>, code = "undecodable"): Promise<void> {
  const record = {
    ...{ topic: "events", partition: 2, offset: 17, appendedAtMs: clock.nowMs() },
    ...{ key: "box-1", value: event, headers: { [logHeaders.boxId]: "box-1", extra: "kept" } },
    ...source,
  };
  const letter = deadLetterOf({ record, code, reason: `because ${code}` }, clock.nowMs());
  await log.append(logTopics.deadLetters, [letter], AbortSignal.timeout(1_000));
}

async function refuse(): Promise<void> {
  const headers = {
    ...{ [logHeaders.boxId]: "box-1", "dead-letter-code": "undecodable" },
    ...{ "dead-letter-reason": "no event", "dead-letter-at-ms": "5" },
    ...{ "mqtt-topic": "rae/v1/box-1/events", "mqtt-client-id": "box-1", "payload-bytes": "3" },
  };
  const record = { key: "box-1", value: Buffer.from("abc"), headers };
  await log.append(logTopics.deadLetters, [record], AbortSignal.timeout(1_000));
}

const read = (filter: LetterFilter = {}, most = bounds) => readLetters(log, clock, filter, most);

async function replay(filter: LetterFilter = {}, again = false): Promise<ReplayResult[]> {
  const results: ReplayResult[] = [];
  const { letters } = await read(filter);
  await replayLetters(letters, { log, clock, again, report: (result) => results.push(result) });
  return results;
}

test("letters are listed oldest first, by time, code and box", async () => {
  await bury({ key: "box-2", headers: { [logHeaders.boxId]: "box-2" } });
  await clock.advance(1_000);
  await bury({}, "box-id-mismatch");
  await clock.advance(1_000);
  await bury({});
  const codes = async (filter: LetterFilter) =>
    (await read(filter)).letters.map(({ letter }) => `${letter.boxId} ${letter.code}`);
  const [first, second, third] = [
    "box-2 undecodable",
    "box-1 box-id-mismatch",
    "box-1 undecodable",
  ];
  expect(await codes({})).toEqual([first, second, third]);
  expect(await codes({ code: "undecodable" })).toEqual([first, third]);
  expect(await codes({ boxId: "box-1" })).toEqual([second, third]);
  expect(await codes({ sinceMs: clock.nowMs() - 1_000 })).toEqual([second, third]);
});

test("of more letters than fit, by number or by bytes, the newest are kept and the others counted", async () => {
  for (let n = 0; n < 30; n += 1) {
    await clock.advance(1);
    await bury({ offset: n, key: `box-${n}` });
  }
  const few = await read({}, { letters: 3, bytes: 2 ** 20 });
  expect(few.letters.map(({ letter }) => letter.source)).toMatchObject(
    [27, 28, 29].map((offset) => ({ offset })),
  );
  expect(few.leftOut).toBe(27);
  const small = await read({}, { letters: 100, bytes: 2 * event.length });
  expect(small.letters).toHaveLength(2);
  expect(small.leftOut).toBe(28);
});

test("a letter of the stream is appended to its topic as it was, with a mark, and is noted as replayed", async () => {
  await bury({});
  const [found] = (await read()).letters;
  const id = found?.letter.id;
  expect(await replay()).toEqual([{ id, replayed: true, detail: "appended to events" }]);
  const [replayed] = log.records(logTopics.events);
  expect(Buffer.from(replayed?.value ?? [])).toEqual(Buffer.from(event));
  expect(replayed?.key).toBe("box-1");
  expect(replayed?.headers).toEqual({
    ...{ [logHeaders.boxId]: "box-1", extra: "kept" },
    ...{ "replay-of": id, "replay-at-ms": String(clock.nowMs()) },
  });
  const { letters } = await read();
  expect(letters).toHaveLength(1);
  expect(letters[0]?.replayed?.atMs).toBe(clock.nowMs());
  expect((await read({ isNew: true })).letters).toEqual([]);
});

test("what was replayed is not replayed again unless asked", async () => {
  await bury({});
  await replay();
  expect(await replay()).toMatchObject([
    { replayed: false, detail: expect.stringMatching(/--again/) },
  ]);
  expect(log.records(logTopics.events)).toHaveLength(1);
  expect(await replay({}, true)).toMatchObject([{ replayed: true }]);
  expect(log.records(logTopics.events)).toHaveLength(2);
});

test("room is for letters that were not replayed, so that the same command again gets on", async () => {
  for (let n = 0; n < 4; n += 1) {
    await clock.advance(1);
    await bury({ offset: n });
  }
  const rest = { isNew: true };
  for (let round = 0; round < 2; round += 1) {
    const { letters } = await read(rest, { letters: 2, bytes: 2 ** 20 });
    await replayLetters(letters, { log, clock, again: false, report: () => {} });
  }
  expect(log.records(logTopics.events)).toHaveLength(4);
  expect((await read(rest)).letters).toEqual([]);
});

test("a letter that is poison again tells which one it was", async () => {
  await bury({});
  const [first] = (await read()).letters;
  await replay();
  const [replayed] = log.records(logTopics.events);
  await bury(replayed ?? {});
  const { letters } = await read({ isNew: true });
  expect(letters.map(({ letter }) => letter.replayOf)).toEqual([first?.letter.id]);
  expect(letters.map(letterLine)).toEqual([
    expect.stringContaining(`[replay of ${first?.letter.id}]`),
  ]);
});

test.each([
  ["was refused by the gateway", refuse, /gateway refused it on rae\/v1\/box-1\/events .*anew/],
  ["is of a topic that nobody reads", () => bury({ topic: "nope" }), /nope is not a topic/],
  ["came from the dead letters", () => bury({ topic: "dead-letters" }), /is not a topic/],
  [
    "does not say where it came from",
    () =>
      log.append(
        logTopics.deadLetters,
        [{ key: "", value: event, headers: {} }],
        AbortSignal.timeout(1_000),
      ),
    /do not say which topic/,
  ],
])("a letter that %s says why it cannot be replayed", async (_what, make, detail) => {
  await make();
  expect(await replay()).toEqual([
    { id: expect.any(String), replayed: false, detail: expect.stringMatching(detail) },
  ]);
  expect(log.records(logTopics.events)).toEqual([]);
});

test("a letter is shown with its headers, its bytes and what they say, or why they cannot be read", async () => {
  await bury({});
  await refuse();
  const [stream, gateway] = (await read()).letters.toSorted(
    (a, b) => b.letter.atMs - a.letter.atMs,
  );
  expect(stream).toBeDefined();
  expect(gateway).toBeDefined();
  const texts = (await read()).letters.map(letterText).join("\n");
  expect(texts).toContain("extra: kept");
  expect(texts).toContain('"kind": "Roster"');
  expect(texts).toContain("61 62 63");
  expect(texts).toMatch(/not decoded: /);
  const [json] = (await read({ code: "undecodable" })).letters.map(wholeLetterJson);
  expect(Object.keys(json ?? {})).toEqual(
    expect.arrayContaining(["id", "at", "code", "boxId", "source", "headers", "bytes", "decoded"]),
  );
});

test("text that a stranger chose does not drive the terminal", async () => {
  await bury({ headers: { "\u001b[2J": "\u0007bell" } });
  const text = (await read()).letters.map(letterText).join("\n");
  expect([...text].filter((each) => each < " " && each !== "\n")).toEqual([]);
});

test("an age or a time is read; anything else is not", () => {
  const nowMs = Date.parse("2026-11-24T12:00:00Z");
  expect(readSince("90s", nowMs)).toBe(nowMs - 90_000);
  expect(readSince("2h", nowMs)).toBe(nowMs - 7_200_000);
  expect(readSince("7d", nowMs)).toBe(nowMs - 7 * 86_400_000);
  expect(readSince("2026-11-24T10:00:00Z", nowMs)).toBe(nowMs - 7_200_000);
  expect(["yesterday", "12", "", "1w", "2026-99-99"].map((text) => readSince(text, nowMs))).toEqual(
    Array(5).fill(undefined),
  );
});
