import {
  logTopics,
  parseAuditEntry,
  parseBoxEvent,
  parseCommand,
  parseControl,
  parseLease,
  parseOutcome,
  toRaeError,
} from "@rae/protocol";
import { type DeadLetter, topicOf } from "./dead-letter.ts";
import type { FoundLetter } from "./read-letters.ts";

/** A letter for machines: one line of JSON. */
export function letterJson({ letter, replayed }: FoundLetter) {
  const { id, atMs, code, reason, boxId, source, replayOf } = letter;
  return {
    ...{ id, at: new Date(atMs).toISOString(), code, boxId, source, reason },
    ...(replayOf === undefined ? {} : { replayOf }),
    ...(replayed === undefined ? {} : { replayedAt: new Date(replayed.atMs).toISOString() }),
  };
}

/** A letter with all that it holds, for machines. */
export function wholeLetterJson(found: FoundLetter) {
  const { record } = found.letter;
  return {
    ...letterJson(found),
    key: record.key,
    headers: record.headers,
    bytes: record.value === null ? null : Buffer.from(record.value).toString("hex"),
    decoded: decodedOf(found.letter),
  };
}

/** A letter for people, in one line. */
export function letterLine({ letter, replayed }: FoundLetter): string {
  const { id, atMs, code, reason, boxId, replayOf } = letter;
  const marks = [
    ...(replayOf === undefined ? [] : [`replay of ${replayOf}`]),
    ...(replayed === undefined ? [] : ["replayed"]),
  ];
  return [
    id.padEnd(10),
    new Date(atMs).toISOString(),
    code.padEnd(16),
    sourceText(letter).padEnd(24),
    boxId.padEnd(16),
    visible(reason) + (marks.length === 0 ? "" : ` [${marks.join(", ")}]`),
  ].join("  ");
}

/** A letter with all that it holds, for people. */
export function letterText(found: FoundLetter): string {
  const { letter } = found;
  const { value, headers, key } = letter.record;
  const decoded = decodedOf(letter);
  const lines = [
    letterLine(found),
    "",
    `key: ${visible(key)}`,
    ...Object.entries(headers).map(([name, text]) => `${visible(name)}: ${visible(text)}`),
    "",
    value === null ? "no value" : `${value.length} bytes`,
    ...hexLines(value ?? new Uint8Array(0)),
    "",
    "message" in decoded ? JSON.stringify(decoded.message, null, 2) : decoded.failure,
  ];
  return lines.join("\n");
}

/** The message that the bytes are, as far as they can be read. */
function decodedOf(
  letter: DeadLetter,
): { readonly message: unknown } | { readonly failure: string } {
  const topic = topicOf(letter);
  const parse = topic === undefined ? undefined : parsers[topic];
  if (parse === undefined) return { failure: "not decoded: bytes of no known form" };
  try {
    return { message: parse(letter.record.value) };
  } catch (error) {
    return { failure: `not decoded: ${toRaeError(error).message}` };
  }
}

const parsers: Readonly<Record<string, (bytes: Uint8Array | null) => unknown>> = {
  [logTopics.events]: parseBoxEvent,
  [logTopics.commands]: parseCommand,
  [logTopics.outcomes]: parseOutcome,
  [logTopics.control]: parseControl,
  [logTopics.leases]: parseLease,
  [logTopics.audit]: parseAuditEntry,
};

function sourceText({ source }: DeadLetter): string {
  switch (source.kind) {
    case "log":
      return `${source.topic}/${source.partition}/${source.offset}`;
    case "mqtt":
      return `mqtt:${visible(source.topic)}`;
    case "unknown":
      return "unknown";
  }
}

const bytesPerLine = 16;

function hexLines(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesPerLine) {
    const part = Buffer.from(bytes.subarray(at, at + bytesPerLine));
    const hex = part.toString("hex").replaceAll(/(..)/g, "$1 ");
    const text = part.toString("latin1").replaceAll(/[^\x20-\x7e]/g, ".");
    lines.push(`${at.toString(16).padStart(8, "0")}  ${hex.padEnd(3 * bytesPerLine)} ${text}`);
  }
  return lines;
}

/** Text that strangers chose must not drive the terminal. */
function visible(text: string): string {
  return text.replaceAll(/[^\x20-\x7e\u00a0-\uffff]/g, "\ufffd");
}
