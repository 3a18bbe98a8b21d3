import { RaeError } from "./rae-error.ts";

/** Box ids, and asset names: 1 to 64 of `a-z`, `0-9`, `-`. */
export const idPattern = /^[a-z0-9-]{1,64}$/;

export function isId(text: string): boolean {
  return idPattern.test(text);
}

/** MQTT topics of one box. `commands` goes down, the others go up. */
export const mqttChannels = ["presence", "events", "outcomes", "console", "commands"] as const;
export type MqttChannel = (typeof mqttChannels)[number];

const prefix = "rae/v1";

/**
 * The MQTT topic of a box's channel.
 * @throws RaeError `bad-request` if the id is not one.
 */
export function mqttTopic(boxId: string, channel: MqttChannel): string {
  if (!isId(boxId)) throw new RaeError("bad-request", `"${boxId}" is not a box id`);
  return `${prefix}/${boxId}/${channel}`;
}

/** Reads a topic; undefined for any that is not one of ours, wildcards included. */
export function parseMqttTopic(
  topic: string,
): { readonly boxId: string; readonly channel: MqttChannel } | undefined {
  const [root, version, boxId, channel, ...rest] = topic.split("/");
  if (`${root}/${version}` !== prefix || rest.length > 0) return undefined;
  if (boxId === undefined || !isId(boxId)) return undefined;
  const known = mqttChannels.find((name) => name === channel);
  return known === undefined ? undefined : { boxId, channel: known };
}

/** Topics of the log. All but `dead-letters` are keyed by box id (`control`: by gateway id, `leases`: by lease id, `audit`: by the entry's id). */
export const logTopics = {
  events: "events",
  commands: "commands",
  outcomes: "outcomes",
  control: "control",
  leases: "leases",
  audit: "audit",
  deadLetters: "dead-letters",
  console: "console",
} as const;
export type LogTopic = (typeof logTopics)[keyof typeof logTopics];

/** Header names of log records. Times are milliseconds since the epoch, in decimal. */
export const logHeaders = {
  boxId: "box-id",
  gatewayId: "gateway-id",
  receivedAtMs: "received-at-ms",
  schemaVersion: "schema-version",
  /** Of presence events: until when the certificate is valid that the box is connected with. */
  certificateExpiresAtMs: "certificate-expires-at-ms",
  /** Of presence events: the tenant that the box's certificate names. */
  tenant: "tenant",
  /** Of commands: the bytes of `rae.v1.AuditEntry`, base64: who asked for it. */
  audit: "audit",
} as const;

/** Version of the schema of log records; it changes only when old readers could not read new records. */
export const schemaVersion = "1";
