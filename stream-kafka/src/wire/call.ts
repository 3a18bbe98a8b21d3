import type { WireBroker } from "./broker.ts";

// kafkajs keeps fetches, which brokers hold back, to a connection of their own.
const fetchKey = 1;

/** A request as bytes, and how its answer is read. */
export interface WireCall<T> {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly apiName: string;
  readonly body: Buffer;
  readonly decode: (answer: Buffer) => T;
}

/**
 * Sends a request over kafkajs's connection to a broker, past its own coding of records: that makes several buffers and big
 * integers for each, and throws an answer's first error without saying which partition it is of.
 * @throws kafkajs's errors; what the answer says of each partition is in the result.
 */
export async function callBroker<T>(broker: WireBroker, call: WireCall<T>): Promise<T> {
  const { apiKey, apiVersion, apiName, body, decode } = call;
  const sent = broker.connectionPool.send({
    request: {
      apiKey,
      apiVersion,
      apiName,
      expectResponse: () => true,
      encode: async () => ({ buf: body, buffer: body }),
    },
    response: {
      decode: async (bytes) => ({ decoded: decode(bytes) }),
      parse: async ({ decoded }) => decoded,
    },
  });
  try {
    return await sent;
  } catch (error) {
    dropSilent(broker, apiKey === fetchKey ? "fetches" : "requests", error);
    throw error;
  }
}

/**
 * Ends the connection on which an answer did not come in time. kafkajs goes on to use it: if its other end is gone without a
 * word, every later request on it would time out too.
 */
export function dropSilent(
  broker: WireBroker,
  connection: "requests" | "fetches",
  error: unknown,
): void {
  if (!(error instanceof Error) || error.name !== "KafkaJSRequestTimeoutError") return;
  broker.connectionPool.pool[connection === "fetches" ? 1 : 0]?.socket?.destroy(error);
}
