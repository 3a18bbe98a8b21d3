import assert from "node:assert/strict";
import { eventually } from "@rae/kit/testing";
import { type BoxEvent, encodeBoxEvent, logHeaders, logTopics, uuidV7 } from "@rae/protocol";
import { deadLetterOf, type NewRecord, type RecordLog } from "@rae/stream";
import { openPlaceLog } from "../../harness/engine-place.ts";
import type { Processes } from "../../harness/processes.ts";
import type { Fleet } from "../fleet.ts";

export interface PoisonRecords {
  /** Of the box whose partition is poisoned; a new one each time. */
  readonly boxId: string;
  /** Of each of the two kinds, each between two good records. */
  readonly records: number;
}

export interface PoisonRecordsSeen {
  readonly good: number;
  readonly letters: number;
  readonly replayed: number;
}

/** A line of `dead-letters list --json`; only what is looked at. */
interface LetterJson {
  readonly id: string;
  readonly code: string;
  readonly boxId: string;
  readonly reason: string;
  readonly source: { readonly kind: string; readonly topic: string; readonly offset: number };
  readonly replayOf?: string;
  readonly replayedAt?: string;
}

const shownMs = 60_000;
const appendMs = 30_000;
const registryId = uuidV7();
const garbage = Buffer.from("no event at all");

/**
 * Bytes that are no event, and events under the key of a box that is not theirs, lie between good records of one partition. The
 * good ones show, the others are dead letters with their reasons. A replay of what is still wrong makes a letter again; a
 * replay of what can be read by now has its effect.
 */
export async function poisonRecords(
  { processes, rest }: Fleet,
  { boxId, records }: PoisonRecords,
): Promise<PoisonRecordsSeen> {
  const log = openPlaceLog(processes.place);
  try {
    const sessions = Array.from({ length: 2 * records + 1 }, () => uuidV7());
    const good = sessions.map((sessionId, index) =>
      recordOf(boxId, attachedOf(boxId, sessionId, index + 1)),
    );
    const mixed = good.flatMap((record, index) => {
      if (index === 2 * records) return [record];
      const foreign = attachedOf(`${boxId}-other`, uuidV7(), 1);
      return [record, index % 2 === 0 ? garbageOf(boxId) : recordOf(boxId, foreign)];
    });
    await append(log, logTopics.events, mixed);
    await Promise.all(
      sessions.map((id) => rest.deviceThat(id, ({ revision }) => revision === 1, shownMs)),
    );
    const letters = await lettersOf(processes, boxId, 2 * records);
    const unreadable = letters.filter(({ code }) => code !== "box-id-mismatch");
    const foreign = letters.filter(({ code }) => code === "box-id-mismatch");
    assert.deepEqual([unreadable.length, foreign.length], [records, records]);
    for (const { reason } of foreign) assert.match(reason, new RegExp(`not ${boxId}-other$`));
    for (const { reason, source } of letters) {
      assert.notEqual(reason, "");
      assert.deepEqual([source.kind, source.topic], ["log", logTopics.events]);
    }
    const [wrong] = unreadable;
    assert.ok(wrong !== undefined);
    await keepsTheBytes(processes, wrong);
    await staysWrong(processes, boxId, wrong, letters.length + 1);
    const healed = await becomesGood({ processes, log, boxId });
    await rest.deviceThat(healed, ({ revision }) => revision === 1, shownMs);
    return { good: sessions.length, letters: letters.length, replayed: 2 };
  } finally {
    await log.close();
  }
}

async function keepsTheBytes(processes: Processes, { id }: LetterJson): Promise<void> {
  const [letter] = await saidBy<{ bytes: string }>(processes, "show", id, "--json");
  assert.equal(letter?.bytes, garbage.toString("hex"));
}

/** Replays a letter that cannot be read even now: it is another letter then, which says from which it came. */
async function staysWrong(
  processes: Processes,
  boxId: string,
  { id, code }: LetterJson,
  expected: number,
): Promise<void> {
  await saidBy(processes, "replay", id, "--json");
  const letters = await lettersOf(processes, boxId, expected);
  const again = letters.filter(({ replayOf }) => replayOf === id);
  assert.deepEqual(
    again.map((letter) => letter.code),
    [code],
  );
  assert.ok(letters.find((letter) => letter.id === id)?.replayedAt !== undefined);
}

/** Replays a letter of a record that a release before this one could not read. @returns the session that it attaches. */
async function becomesGood({
  processes,
  log,
  boxId,
}: {
  readonly processes: Processes;
  readonly log: RecordLog;
  readonly boxId: string;
}): Promise<string> {
  const sessionId = uuidV7();
  const code = "unsupported";
  const place = { topic: logTopics.events, partition: 0, offset: 0, appendedAtMs: Date.now() };
  const record = { ...recordOf(boxId, attachedOf(boxId, sessionId, 1)), ...place };
  const letter = deadLetterOf({ record, code, reason: "a newer event" }, Date.now());
  await append(log, logTopics.deadLetters, [letter]);
  await saidBy(processes, "replay", "--code", code, "--box", boxId, "--json");
  return sessionId;
}

/** The letters of a box, as soon as there are as many as are expected. */
function lettersOf(
  processes: Processes,
  boxId: string,
  expected: number,
): Promise<readonly LetterJson[]> {
  return eventually(
    async () => {
      const list = ["list", "--json", "--box", boxId, "--limit", "100000"];
      const letters = await saidBy<LetterJson>(processes, ...list);
      assert.equal(letters.length, expected);
      return letters;
    },
    { timeoutMs: shownMs, intervalMs: 500 },
  );
}

/** What `rae-control-plane dead-letters` prints, line by line. */
async function saidBy<T>(processes: Processes, ...args: readonly string[]): Promise<readonly T[]> {
  const { code, said, complained } = await processes.command("dead-letters", ...args);
  assert.equal(code, 0, `dead-letters ${args.join(" ")}: ${complained}`);
  const lines = said.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line));
}

function append(log: RecordLog, topic: string, records: readonly NewRecord[]): Promise<void> {
  return log.append(topic, records, AbortSignal.timeout(appendMs));
}

function attachedOf(boxId: string, sessionId: string, sequence: number): BoxEvent {
  const observedAtMs = Date.now();
  return {
    ...{ boxId, registryId, connection: 1, sequence, observedAtMs, sessionId, revision: 1 },
    kind: "Attached",
    attributes: { "connection.state": { value: "online", observedAtMs } },
  };
}

function recordOf(key: string, event: BoxEvent): NewRecord {
  return { key, value: encodeBoxEvent(event), headers: headersOf(key) };
}

function garbageOf(key: string): NewRecord {
  return { key, value: garbage, headers: headersOf(key) };
}

function headersOf(boxId: string) {
  return { [logHeaders.boxId]: boxId, [logHeaders.receivedAtMs]: String(Date.now()) };
}
