import { logHeaders, logTopics } from "@rae/protocol";
import { deadLetterHeaders, type LogRecord } from "@rae/stream";
import { refusalHeaders } from "../core/refusal-headers.ts";
import { replayHeaders } from "./replay-headers.ts";

/** Where a dead letter comes from. */
export type LetterSource =
  | {
      readonly kind: "log";
      readonly topic: string;
      readonly partition: number;
      readonly offset: number;
    }
  | {
      readonly kind: "mqtt";
      readonly topic: string;
      readonly clientId: string;
      readonly payloadBytes: number;
    }
  | { readonly kind: "unknown" };

/** A record of the dead-letter topic, read. */
export interface DeadLetter {
  /** `partition/offset` on the dead-letter topic. */
  readonly id: string;
  readonly atMs: number;
  readonly code: string;
  readonly reason: string;
  readonly boxId: string;
  readonly source: LetterSource;
  /** The letter that this one came from by a replay. */
  readonly replayOf: string | undefined;
  readonly record: LogRecord;
}

/** That a letter was replayed; it lies behind the letter, in the same partition. */
export interface ReplayNote {
  /** Of the letter. */
  readonly id: string;
  readonly atMs: number;
}

/** Reads the note that a replay has left; undefined if the record is a letter. */
export function replayNoteOf({ headers }: LogRecord): ReplayNote | undefined {
  const id = headers[replayHeaders.noteOf];
  return id === undefined ? undefined : { id, atMs: Number(headers[replayHeaders.atMs]) };
}

/** Reads a letter. What its headers do not say, it does not know: none is refused. */
export function deadLetterOf(record: LogRecord): DeadLetter {
  const { headers, partition, offset } = record;
  return {
    id: `${partition}/${offset}`,
    atMs: numberOf(headers[deadLetterHeaders.atMs]) ?? record.appendedAtMs,
    code: headers[deadLetterHeaders.code] ?? "",
    reason: headers[deadLetterHeaders.reason] ?? "",
    boxId: headers[logHeaders.boxId] ?? record.key,
    source: sourceOf(headers),
    replayOf: headers[replayHeaders.replayOf],
    record,
  };
}

/** The topic of the log whose form the bytes should have; undefined if there is none. */
export function topicOf({ source }: DeadLetter): string | undefined {
  if (source.kind === "log") return source.topic;
  if (source.kind !== "mqtt") return undefined;
  const channel = source.topic.split("/").at(-1);
  if (channel === "events" || channel === "presence") return logTopics.events;
  return channel === "outcomes" ? logTopics.outcomes : undefined;
}

function sourceOf(headers: LogRecord["headers"]): LetterSource {
  const mqttTopic = headers[refusalHeaders.mqttTopic];
  if (mqttTopic !== undefined) {
    return {
      kind: "mqtt",
      topic: mqttTopic,
      clientId: headers[refusalHeaders.clientId] ?? "",
      payloadBytes: numberOf(headers[refusalHeaders.payloadBytes]) ?? 0,
    };
  }
  const topic = headers[deadLetterHeaders.topic];
  const partition = numberOf(headers[deadLetterHeaders.partition]);
  const offset = numberOf(headers[deadLetterHeaders.offset]);
  if (topic === undefined || partition === undefined || offset === undefined) {
    return { kind: "unknown" };
  }
  return { kind: "log", topic, partition, offset };
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : undefined;
}
