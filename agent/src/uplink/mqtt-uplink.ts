import { mqttTopic, RaeError } from "@rae/protocol";
import type { MqttClient } from "mqtt";
import { gatewayAddress } from "../core/box/gateway-address.ts";
import type { Uplink, UplinkConnection } from "../ports/uplink.ts";

/** Certificates and key in PEM. */
export interface TlsCredentials {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export interface MqttUplinkOptions {
  readonly boxId: string;
  /** `mqtts://host:port`. */
  readonly url: string;
  /** Reads them for each connection, so that renewed ones are taken. @throws RaeError `certificate-invalid`. */
  readonly readCredentials: () => TlsCredentials;
  readonly keepAliveS: number;
  /** How long it may take from the first packet to the granted subscription. */
  readonly connectTimeoutMs: number;
}

/** How long the end of a connection may take after DISCONNECT. */
const disconnectMs = 1_000;

/**
 * For the socket, to which mqtt.js hands its options: a message goes out though one before it is not acknowledged by TCP yet, which a gateway
 * that has nothing to say puts off for 40 ms.
 */
const atOnce = { noDelay: true };

/** MQTT 3.1.1 over TLS with a client certificate; a client of its own for each connection. */
export class MqttUplink implements Uplink {
  readonly #options: MqttUplinkOptions;

  constructor(options: MqttUplinkOptions) {
    this.#options = options;
  }

  async connect({
    will,
    onCommand,
    signal,
  }: Parameters<Uplink["connect"]>[0]): Promise<UplinkConnection> {
    signal.throwIfAborted();
    // mqtt.js is a tenth of the agent's memory and needed only when there is a gateway to talk to.
    const { connect } = await import("mqtt");
    signal.throwIfAborted();
    const { boxId, url, readCredentials, keepAliveS, connectTimeoutMs } = this.#options;
    const client = connect({
      ...addressOf(url),
      clientId: boxId,
      protocolVersion: 4,
      clean: true,
      reconnectPeriod: 0,
      resubscribe: false,
      keepalive: keepAliveS,
      // A ping every keep-alive whatever is sent: with a link that is half open, what is sent proves nothing.
      reschedulePings: false,
      connectTimeout: connectTimeoutMs,
      ...atOnce,
      // Its cache of 65,536 number buffers would take 11 MB.
      writeCache: false,
      ...readCredentials(),
      will: {
        topic: mqttTopic(boxId, "presence"),
        payload: Buffer.from(will),
        qos: 1,
        retain: false,
      },
    });
    const connection = new MqttConnection(client, boxId);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(connectTimeoutMs)]);
    const onAbort = () => void connection.close();
    limit.addEventListener("abort", onAbort, { once: true });
    try {
      client.on("message", (_topic, payload) => onCommand(payload));
      await connection.subscribed;
      return connection;
    } catch (error) {
      await connection.close();
      throw new RaeError("box-offline", `${url} was not reached: ${messageOf(error)}`, {
        cause: error,
        details: { url },
      });
    } finally {
      limit.removeEventListener("abort", onAbort);
    }
  }
}

/** Where to connect; the library would take the URL apart by a function of Node's that is on its way out. */
function addressOf(url: string) {
  const address = gatewayAddress(url);
  if (address === undefined) throw new RaeError("config-invalid", `${url} is not an address`);
  return { protocol: "mqtts", ...address } as const;
}

class MqttConnection implements UplinkConnection {
  readonly ended: Promise<string>;
  /** Settles when the gateway has granted the subscription, or with why not. */
  readonly subscribed: Promise<void>;
  readonly #client: MqttClient;
  readonly #boxId: string;
  // Told of the end. mqtt.js calls nobody back for what it had not sent, and a race of each publish against one long-lived promise
  // would keep all of them in memory.
  readonly #waiting = new Set<(error: Error) => void>();
  #over: RaeError | undefined;
  #closing: Promise<void> | undefined;

  constructor(client: MqttClient, boxId: string) {
    this.#client = client;
    this.#boxId = boxId;
    const { promise: ended, resolve: end } = Promise.withResolvers<string>();
    this.ended = ended;
    let reason = "the gateway closed the connection";
    client.on("error", (error) => {
      reason = messageOf(error);
    });
    client.on("close", () => {
      this.#over = new RaeError("box-offline", reason);
      for (const fail of this.#waiting) fail(this.#over);
      this.#waiting.clear();
      end(reason);
    });
    this.subscribed = this.#subscribe();
  }

  publish(channel: "presence" | "events" | "outcomes", payload: Uint8Array): Promise<void> {
    const topic = mqttTopic(this.#boxId, channel);
    return this.#untilOver((done) => {
      this.#client.publish(topic, asBuffer(payload), { qos: 1 }, (error) =>
        done(error ?? undefined),
      );
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const client = this.#client;
    if (client.connected) {
      // `end` waits for what is unacknowledged, which the outbox keeps anyway.
      for (const id of Object.keys(client.outgoing)) client.removeOutgoingMessage(Number(id));
      client.end(false);
      const timer = setTimeout(() => client.stream.destroy(), disconnectMs);
      await this.ended;
      clearTimeout(timer);
    } else {
      client.end(true);
      client.stream.destroy();
      await this.ended;
    }
  }

  async #subscribe(): Promise<void> {
    const client = this.#client;
    await this.#untilOver((done) => client.once("connect", () => done()));
    const topic = mqttTopic(this.#boxId, "commands");
    await this.#untilOver((done) =>
      client.subscribe(topic, { qos: 1 }, (error) => done(error ?? undefined)),
    );
  }

  #untilOver(begin: (done: (error?: Error) => void) => void): Promise<void> {
    if (this.#over !== undefined) return Promise.reject(this.#over);
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      begin((error) => {
        this.#waiting.delete(reject);
        if (error === undefined) resolve();
        else reject(new RaeError("box-offline", error.message, { cause: error }));
      });
    });
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(", ");
  return error instanceof Error ? error.message : String(error);
}
