import {
  type BoxEvent,
  type ErrorCode,
  type LogTopic,
  logTopics,
  type MqttChannel,
  parseBoxEvent,
  parseMqttTopic,
  parseOutcome,
  RaeError,
} from "@rae/protocol";

/** A message as a client published it. */
export interface Publication {
  readonly topic: string;
  readonly qos: number;
  readonly retain: boolean;
  readonly payload: Buffer;
}

/** Who published it: the name in the certificate, and whether the client is the box itself. */
export interface Publisher {
  readonly boxId: string;
  readonly isBox: boolean;
}

/** The client may not do that at all. */
export interface Refusal {
  readonly kind: "close";
  readonly code: ErrorCode;
  readonly reason: string;
}

/**
 * What becomes of a message. `append`: onto the log. `dead-letter`: the box may speak there, but not so; kept for people
 * and acknowledged, or the agent would send it for ever. `close`: the client may not do that at all.
 */
export type Verdict =
  | { readonly kind: "append"; readonly channel: MqttChannel; readonly logTopic: LogTopic }
  | { readonly kind: "dead-letter"; readonly code: ErrorCode; readonly reason: string }
  | Refusal;

const logTopicOf = {
  events: logTopics.events,
  presence: logTopics.events,
  outcomes: logTopics.outcomes,
  console: logTopics.console,
} as const;

/** Judges a message by who sent it, its topic and its payload; nothing else counts. */
export function judgePublication(publisher: Publisher, publication: Publication): Verdict {
  const { topic, qos, retain, payload } = publication;
  const place = parseMqttTopic(topic);
  if (place === undefined || place.boxId !== publisher.boxId || place.channel === "commands") {
    return close("topic-forbidden", "the topic is not one that this client may publish to");
  }
  const { channel } = place;
  if (channel === "presence" && !publisher.isBox) {
    return close("topic-forbidden", "only the box itself has presence");
  }
  if (qos > 1) return close("qos-forbidden", "quality of service 2 is not offered");
  if (retain) return close("retain-forbidden", "retained messages are not offered");
  try {
    checkPayload(publisher.boxId, channel, payload);
  } catch (error) {
    if (!(error instanceof RaeError)) throw error;
    return { kind: "dead-letter", code: error.code, reason: error.message };
  }
  return { kind: "append", channel, logTopic: logTopicOf[channel] };
}

/** Why a client may not have this will; undefined if it may. What the will says is judged when it is published. */
export function judgeWill(publisher: Publisher, will: Publication): Refusal | undefined {
  const place = parseMqttTopic(will.topic);
  if (!publisher.isBox || place?.boxId !== publisher.boxId || place.channel !== "presence") {
    return close("topic-forbidden", "a will goes to the box's own presence topic");
  }
  if (will.qos > 1) return close("qos-forbidden", "quality of service 2 is not offered");
  return will.retain ? close("retain-forbidden", "retained messages are not offered") : undefined;
}

function checkPayload(
  boxId: string,
  channel: Exclude<MqttChannel, "commands">,
  payload: Buffer,
): void {
  if (channel === "console") return;
  if (channel === "outcomes") {
    const outcome = parseOutcome(payload);
    requireBox(boxId, outcome.boxId);
    if (outcome.source === "agent") return;
    throw new RaeError("undecodable", "an outcome from a box must say that it is the agent's");
  }
  const event = parseBoxEvent(payload);
  requireBox(boxId, event.boxId);
  if (event.kind === "unknown-box-event" || isPresence(event) === (channel === "presence")) return;
  throw new RaeError("topic-forbidden", `a ${event.kind} does not belong on ${channel}`);
}

function requireBox(expected: string, boxId: string): void {
  if (boxId === expected) return;
  throw new RaeError("box-id-mismatch", `the payload speaks for ${boxId}`);
}

function isPresence({ kind }: BoxEvent): boolean {
  return kind === "Birth" || kind === "Status" || kind === "Lost";
}

function close(code: ErrorCode, reason: string): Refusal {
  return { kind: "close", code, reason };
}
