import type { Clock } from "@rae/kit";
import { logTopics } from "@rae/protocol";
import { deadLetterHeaders, type NewRecord, type RecordLog } from "@rae/stream";
import type { DeadLetter } from "./dead-letter.ts";
import type { FoundLetter } from "./read-letters.ts";
import { replayHeaders } from "./replay-headers.ts";

/** What became of one letter. */
export interface ReplayResult {
  readonly id: string;
  readonly replayed: boolean;
  /** Where it went, or why it did not. */
  readonly detail: string;
}

export interface ReplayOptions {
  readonly log: RecordLog;
  readonly clock: Clock;
  /** Also what was replayed before. */
  readonly again: boolean;
  readonly report: (result: ReplayResult) => void;
}

const appendMs = 30_000;
const topics: readonly string[] = Object.values(logTopics);

/**
 * Appends the original bytes, key and headers of each letter to the topic that it came from, with a header that says which
 * letter it was; then a note behind the letter, so that it is not replayed again unless asked. Reports each when it is done.
 * @throws RecordLogUnavailable; what was reported as replayed is, the rest may be done again.
 */
export async function replayLetters(
  letters: readonly FoundLetter[],
  { log, clock, again, report }: ReplayOptions,
): Promise<void> {
  for (const { letter, replayed } of letters) {
    const { id } = letter;
    const obstacle = obstacleOf(letter);
    if (obstacle !== undefined) {
      report({ id, replayed: false, detail: obstacle });
    } else if (replayed !== undefined && !again) {
      const at = new Date(replayed.atMs).toISOString();
      report({
        id,
        replayed: false,
        detail: `was replayed at ${at}; --again replays it once more`,
      });
    } else {
      const topic = sourceTopicOf(letter);
      const atMs = clock.nowMs();
      await log.append(topic, [originalOf(letter, atMs)], AbortSignal.timeout(appendMs));
      const note = noteOf(letter, atMs);
      await log.append(logTopics.deadLetters, [note], AbortSignal.timeout(appendMs));
      report({ id, replayed: true, detail: `appended to ${topic}` });
    }
  }
}

/** Why a letter cannot be replayed, if it cannot. */
function obstacleOf({ source, reason }: DeadLetter): string | undefined {
  switch (source.kind) {
    case "mqtt":
      return `cannot be replayed: the gateway refused it on ${source.topic} (${reason}), so it was never on the log; its box must send it anew`;
    case "unknown":
      return "cannot be replayed: its headers do not say which topic it came from";
    case "log":
      return topics.includes(source.topic) && source.topic !== logTopics.deadLetters
        ? undefined
        : `cannot be replayed: ${source.topic} is not a topic that is read`;
  }
}

function sourceTopicOf({ source }: DeadLetter): string {
  return source.kind === "log" ? source.topic : "";
}

function originalOf({ id, record }: DeadLetter, atMs: number): NewRecord {
  const added: readonly string[] = Object.values(deadLetterHeaders);
  const headers = Object.entries(record.headers).filter(([name]) => !added.includes(name));
  return {
    key: record.key,
    value: record.value,
    headers: {
      ...Object.fromEntries(headers),
      [replayHeaders.replayOf]: id,
      [replayHeaders.atMs]: String(atMs),
    },
  };
}

/** The key of the letter puts it behind the letter. */
function noteOf({ id, record }: DeadLetter, atMs: number): NewRecord {
  const headers = { [replayHeaders.noteOf]: id, [replayHeaders.atMs]: String(atMs) };
  return { key: record.key, value: new Uint8Array(0), headers };
}
