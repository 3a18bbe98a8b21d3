import "reflect-metadata";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:tls";
import * as x509 from "@peculiar/x509";
import { type BoxEvent, mqttTopic, parseBoxEvent, parseMqttTopic } from "@rae/protocol";
import { Aedes, type Client } from "aedes";

/** A broker with mutual TLS that stands for the gateway, and keeps what boxes say. */
export interface TestGateway {
  readonly url: string;
  readonly pki: string;
  readonly heard: readonly { readonly channel: string; readonly event: BoxEvent }[];
  /** While held, publishes are not acknowledged. */
  hold(): void;
  release(): void;
  command(boxId: string, payload: Uint8Array): void;
  outcomes(): readonly Buffer[];
  /** The boxes that are connected now. */
  connected(): readonly string[];
  /** Cuts every connection. */
  cut(): void;
  close(): Promise<void>;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

export async function openTestGateway(boxIds: readonly string[]): Promise<TestGateway> {
  const pki = mkdtempSync(join(tmpdir(), "rae-pki-"));
  const server = await writePki(pki, boxIds);
  const heard: { channel: string; event: BoxEvent }[] = [];
  const outcomes: Buffer[] = [];
  const clients = new Map<string, Client>();
  let held: (() => void)[] | undefined;
  const broker = await Aedes.createBroker({
    authorizePublish: (_client, packet, done) => {
      const channel = parseMqttTopic(packet.topic)?.channel ?? "none";
      const payload = Buffer.from(packet.payload);
      if (channel === "outcomes") outcomes.push(payload);
      else heard.push({ channel, event: parseBoxEvent(payload) });
      if (held === undefined) done(null);
      else held.push(() => done(null));
    },
  });
  broker.on("client", (client) => {
    clients.set(client.id, client);
  });
  broker.on("clientDisconnect", (client) => {
    if (clients.get(client.id) === client) clients.delete(client.id);
  });
  const tls = createServer(
    { ...server, requestCert: true, rejectUnauthorized: true },
    broker.handle,
  );
  await new Promise<void>((resolve) => tls.listen(0, "127.0.0.1", resolve));
  return {
    url: `mqtts://127.0.0.1:${(tls.address() as AddressInfo).port}`,
    pki,
    heard,
    hold: () => {
      held = [];
    },
    release: () => {
      const waiting = held ?? [];
      held = undefined;
      for (const done of waiting) done();
    },
    command: (boxId, payload) => {
      const topic = mqttTopic(boxId, "commands");
      const packet = { cmd: "publish", topic, qos: 1, dup: false, retain: false } as const;
      clients.get(boxId)?.publish({ ...packet, payload: Buffer.from(payload) }, () => {});
    },
    outcomes: () => outcomes,
    connected: () => [...clients.keys()],
    cut: () => {
      for (const client of clients.values()) client.conn.destroy();
    },
    close: async () => {
      await new Promise<void>((resolve) => broker.close(resolve));
      await new Promise<void>((resolve) => tls.close(() => resolve()));
      rmSync(pki, { recursive: true });
    },
  };
}

async function writePki(pki: string, boxIds: readonly string[]) {
  mkdirSync(join(pki, "boxes"));
  // A wall clock that is set back a little must not make them invalid.
  const notBefore = new Date(Date.now() - 3_600_000);
  const authority = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=test authority",
    notBefore,
    signingAlgorithm: algorithm,
    keys: authority,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  });
  const issue = async (name: string) => {
    const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    const certificate = await x509.X509CertificateGenerator.create({
      subject: `CN=${name}`,
      notBefore,
      issuer: ca.subject,
      signingAlgorithm: algorithm,
      publicKey: keys.publicKey,
      signingKey: authority.privateKey,
      extensions: [new x509.SubjectAlternativeNameExtension([{ type: "ip", value: "127.0.0.1" }])],
    });
    const der = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
    return {
      cert: certificate.toString("pem"),
      key: x509.PemConverter.encode(der, "PRIVATE KEY"),
    };
  };
  const caPem = ca.toString("pem");
  writeFileSync(join(pki, "ca.pem"), caPem);
  for (const boxId of boxIds) {
    const { cert, key } = await issue(boxId);
    writeFileSync(join(pki, "boxes", `${boxId}.pem`), cert);
    writeFileSync(join(pki, "boxes", `${boxId}.key`), key);
  }
  return { ...(await issue("gateway")), ca: caPem };
}
