import { generate } from "mqtt-packet";

/** A PUBLISH of quality of service 0 (3.3). */
export function encodePublish(topic: string, payload: Uint8Array): Buffer {
  return generate({
    ...{ cmd: "publish", topic, payload: Buffer.from(payload) },
    ...{ qos: 0, retain: false, dup: false },
  });
}
