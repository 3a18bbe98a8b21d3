import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type MqttChannel, mqttTopic } from "@rae/protocol";
import { connectAsync } from "mqtt";
import type { ControlPlaneProgram } from "./programs.ts";

/** A box that is no agent of ours: an MQTT client with a box's certificate, which sends the bytes that it is given. */
export interface RawBox {
  /** Publishes at QoS 1; resolves at the PUBACK. */
  publish(channel: MqttChannel, payload: Uint8Array): Promise<void>;
  /** Payloads of the commands that came, oldest first. */
  readonly commands: readonly Uint8Array[];
  close(): Promise<void>;
}

export async function connectRawBox(
  controlPlane: ControlPlaneProgram,
  boxId: string,
): Promise<RawBox> {
  const pki = join(controlPlane.dataDir, "pki");
  const client = await connectAsync(`mqtts://127.0.0.1:${controlPlane.mqttPort}`, {
    clientId: boxId,
    protocolVersion: 4,
    reconnectPeriod: 0,
    ca: readFileSync(join(pki, "ca.pem")),
    cert: readFileSync(join(pki, "boxes", `${boxId}.pem`)),
    key: readFileSync(join(pki, "boxes", `${boxId}.key`)),
  });
  const commands: Uint8Array[] = [];
  client.on("message", (_topic, payload) => commands.push(payload));
  await client.subscribeAsync(mqttTopic(boxId, "commands"), { qos: 1 });
  return {
    commands,
    async publish(channel, payload) {
      await client.publishAsync(mqttTopic(boxId, channel), Buffer.from(payload), { qos: 1 });
    },
    close: () => client.endAsync(),
  };
}
