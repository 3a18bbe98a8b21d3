import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from "node:net";
import { createServer } from "node:tls";
import { mqttTopic } from "@rae/protocol";
import { Aedes, type Client } from "aedes";
import { onTestFinished } from "vitest";
import type { TlsCredentials } from "../../src/uplink/mqtt-uplink.ts";

export interface HeardPublish {
  /** Undefined for a last will. */
  readonly clientId: string | undefined;
  readonly topic: string;
  readonly payload: string;
}

/** A broker on TLS behind a network that a test can freeze. */
export interface TlsBroker {
  readonly url: string;
  readonly heard: readonly HeardPublish[];
  /** Acknowledges nothing until the returned function is called. */
  hold(): () => void;
  command(boxId: string, payload: string): void;
  /** From now on the network passes nothing on, and tells nobody. */
  freeze(): void;
}

export async function openTlsBroker(
  credentials: TlsCredentials,
  options: { readonly refusesSubscriptions?: boolean; readonly host?: string } = {},
): Promise<TlsBroker> {
  const heard: HeardPublish[] = [];
  const clients = new Map<string, Client>();
  let held: (() => void)[] | undefined;
  const broker = await Aedes.createBroker({
    authorizePublish: (client, packet, done) => {
      heard.push({ clientId: client?.id, topic: packet.topic, payload: String(packet.payload) });
      if (held === undefined) done(null);
      else held.push(() => done(null));
    },
    authorizeSubscribe: (_client, subscription, done) =>
      done(null, options.refusesSubscriptions ? null : subscription),
  });
  broker.on("client", (client) => clients.set(client.id, client));
  const tls = createServer(
    { ...credentials, requestCert: true, rejectUnauthorized: true },
    broker.handle,
  );
  tls.on("tlsClientError", (_error, socket) => socket.destroy());
  await new Promise<void>((resolve) => tls.listen(0, "127.0.0.1", resolve));
  const { host = "127.0.0.1" } = options;
  const network = await openNetwork((tls.address() as AddressInfo).port, host);
  onTestFinished(async () => {
    network.close();
    await new Promise<void>((resolve) => broker.close(resolve));
    await new Promise<void>((resolve) => tls.close(() => resolve()));
  });
  return {
    url: `mqtts://${host.includes(":") ? `[${host}]` : host}:${network.port}`,
    heard,
    hold: () => {
      held = [];
      return () => {
        const waiting = held ?? [];
        held = undefined;
        for (const done of waiting) done();
      };
    },
    command: (boxId, payload) => {
      const topic = mqttTopic(boxId, "commands");
      const packet = { cmd: "publish", topic, qos: 1, dup: false, retain: false } as const;
      clients.get(boxId)?.publish({ ...packet, payload: Buffer.from(payload) }, () => {});
    },
    freeze: network.freeze,
  };
}

/** Passes bytes on between clients and a port, until it is frozen. */
async function openNetwork(toPort: number, host: string) {
  const sockets = new Set<Socket>();
  let isFrozen = false;
  const server = createTcpServer((near) => {
    sockets.add(near);
    near.on("error", () => {});
    if (isFrozen) return;
    const far = connect(toPort, "127.0.0.1");
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => !isFrozen && other.destroy());
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    freeze: () => {
      isFrozen = true;
      for (const socket of sockets) {
        socket.unpipe();
        socket.pause();
      }
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
