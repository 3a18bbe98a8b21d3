/** Headers of the gateway's dead letters besides the usual ones. The value is the payload, cut at a limit. */
export const refusalHeaders = {
  mqttTopic: "mqtt-topic",
  clientId: "mqtt-client-id",
  payloadBytes: "payload-bytes",
} as const;
