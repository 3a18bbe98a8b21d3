import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type AttributeValue,
  type BoxStatus,
  encodeBoxEvent,
  type MqttChannel,
  mqttTopic,
  uuidV7,
} from "@rae/protocol";
import { connectAsync } from "mqtt";
import type { GatewayAddress } from "./programs.ts";

const status: BoxStatus = {
  ...{ agentVersion: "0.0.0", outboxRows: 0, outboxBytes: 0, outboxLimitBytes: 1 },
  ...{ supersededDeltas: 0, interfaces: [], links: [] },
};

/** A box that is no agent of ours: an MQTT client with a box's certificate, which sends the bytes that it is given. */
export interface RawBox {
  /** Tells of a device that is online and can be switched on; returns its session. */
  attach(asset: string): Promise<string>;
  /** Publishes at QoS 1; resolves at the PUBACK. */
  publish(channel: MqttChannel, payload: Uint8Array): Promise<void>;
  /** Payloads of the commands that came, oldest first. */
  readonly commands: readonly Uint8Array[];
  /** False once the gateway has ended the connection, or `cut` has. */
  isConnected(): boolean;
  /** Ends the connection without a word, so that the box's will is due. */
  cut(): void;
  close(): Promise<void>;
}

/** With `hasWill` the gateway is to say that it is lost when it goes without a word. */
export async function connectRawBox(
  gateway: GatewayAddress,
  boxId: string,
  { hasWill = false } = {},
): Promise<RawBox> {
  const pki = join(gateway.dataDir, "pki");
  const client = await connectAsync(`mqtts://127.0.0.1:${gateway.mqttPort}`, {
    clientId: boxId,
    protocolVersion: 4,
    reconnectPeriod: 0,
    ...(hasWill ? { will: willOf(boxId) } : {}),
    ca: readFileSync(join(pki, "ca.pem")),
    cert: readFileSync(join(pki, "boxes", `${boxId}.pem`)),
    key: readFileSync(join(pki, "boxes", `${boxId}.key`)),
  });
  const commands: Uint8Array[] = [];
  client.on("message", (_topic, payload) => commands.push(payload));
  await client.subscribeAsync(mqttTopic(boxId, "commands"), { qos: 1 });
  const publish = async (channel: MqttChannel, payload: Uint8Array) => {
    await client.publishAsync(mqttTopic(boxId, channel), Buffer.from(payload), { qos: 1 });
  };
  return {
    commands,
    publish,
    async attach(asset) {
      const sessionId = uuidV7();
      const observedAtMs = Date.now();
      const origin = { boxId, registryId: uuidV7(), connection: 1, observedAtMs };
      const known = (value: AttributeValue) => ({ value, observedAtMs });
      const attributes = {
        "identity.asset": known(asset),
        capabilities: known(["power"]),
        "connection.state": known("online"),
      };
      await publish("presence", encodeBoxEvent({ ...origin, sequence: 0, kind: "Birth", status }));
      const attached = { kind: "Attached", sessionId, revision: 1, attributes } as const;
      await publish("events", encodeBoxEvent({ ...origin, sequence: 1, ...attached }));
      const roster = { kind: "Roster", sessions: [{ sessionId, revision: 1 }] } as const;
      await publish("events", encodeBoxEvent({ ...origin, sequence: 2, ...roster }));
      return sessionId;
    },
    isConnected: () => client.connected,
    cut: () => void client.stream.destroy(),
    close: () => client.endAsync(),
  };
}

function willOf(boxId: string) {
  const origin = { boxId, registryId: uuidV7(), connection: 1, observedAtMs: Date.now() };
  const lost = encodeBoxEvent({ ...origin, sequence: 0, kind: "Lost", reason: "connection lost" });
  const topic = mqttTopic(boxId, "presence");
  return { topic, payload: Buffer.from(lost), qos: 1 as const, retain: false };
}
