import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ManualClock, RecordedLog } from "@rae/kit/testing";
import { encodeBoxEvent, logHeaders, logTopics, parseBoxEvent } from "@rae/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createBoxCertificate } from "../../../src/pki/certificate.ts";
import { openKeyPair } from "../../../src/pki/key-pair.ts";
import { type IssuedCertificate, openPki } from "../../../src/pki/pki.ts";
import { sampleEvents } from "../../../src/testing/sample-events.ts";
import { lostEvent, TestGateway } from "../test-gateway.ts";
import { connect, connectWithWill, puback, publish } from "./packets.ts";
import { RawClient } from "./raw-client.ts";

const dayMs = 86_400_000;
const closedBy = "rae_gateway_closed_connections_total";

let log: RecordedLog;
let lab: TestGateway;
beforeEach(async () => {
  log = new RecordedLog();
  lab = await TestGateway.open({ logger: log.logger });
});
afterEach(() => lab.close());

/** A certificate of the lab's authority as it would have been issued at another time. */
async function issuedAt(nowMs: number, boxId = "box-1"): Promise<IssuedCertificate> {
  const pki = await openPki(join(lab.dir, "pki"), { clock: new ManualClock(nowMs) });
  return pki.issueCertificate(boxId);
}

const foreign = async () => {
  const other = await TestGateway.open();
  const { cert, key } = await other.certificate("box-1");
  await other.close();
  return { ...(await lab.certificate("box-1")), cert, key };
};

test.each([
  [
    "that has expired",
    () => issuedAt(Date.now() - 900 * dayMs),
    "certificate-expired",
    "CERT_HAS_EXPIRED",
  ],
  [
    "that is not valid yet",
    () => issuedAt(Date.now() + 2 * dayMs),
    "certificate-invalid",
    "CERT_NOT_YET_VALID",
  ],
  ["of another authority", foreign, "certificate-invalid", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
])(
  "a certificate %s is refused, and the log says whose it is and why",
  async (_, certificate, code, fault) => {
    const client = await RawClient.open(lab.gateway.port, await certificate());
    client.send(connect());
    expect(await client.untilClosed()).toEqual([]);

    expect(await lab.counted(closedBy, code)).toBe(1);
    expect(log.of("certificate refused")).toEqual([
      expect.objectContaining({
        level: 40,
        boxId: "box-1",
        code,
        fault,
        reason: expect.any(String),
      }),
    ]);
  },
);

test.each([
  { boxId: "Box One" },
  { boxId: "box-1", tenant: "Partner One" },
  { boxId: "box-1", tenant: "partner-a,O=partner-b" },
])("a certificate whose names are no ids is refused by the box's name: %o", async (name) => {
  const folder = join(lab.dir, "pki");
  const authority = {
    keys: await openKeyPair(join(folder, "ca.key")),
    certificatePem: lab.pki.server.ca,
  };
  const { publicKey } = await openKeyPair(join(lab.dir, "one.key"));
  const cert = await createBoxCertificate(authority, publicKey, name, Date.now());
  const key = await readFile(join(lab.dir, "one.key"), "utf8");
  const client = await RawClient.open(lab.gateway.port, { ...lab.pki.server, cert, key });
  expect(await client.untilClosed()).toEqual([]);

  expect(await lab.counted(closedBy, "client-id-forbidden")).toBe(1);
  expect(log.of("certificate refused")).toEqual([
    expect.objectContaining({ level: 40, boxId: name.boxId, code: "client-id-forbidden" }),
  ]);
});

test("a box that is refused again and again does not fill the log", async () => {
  const certificate = await issuedAt(Date.now() - 900 * dayMs);
  for (let count = 1; count <= 8; count += 1) {
    const client = await RawClient.open(lab.gateway.port, certificate);
    await client.untilClosed();
    await lab.counted(closedBy, "certificate-expired", count);
  }
  expect(log.of("certificate refused")).toHaveLength(5);
});

test("a connection ends with its box's certificate, and the box is lost", async () => {
  const certificate = await lab.certificate("box-1");
  const endsMs = new X509Certificate(certificate.cert).validToDate.getTime();
  await lab.close();
  const clock = new ManualClock(endsMs - 20_000);
  lab = await TestGateway.open({ logger: log.logger, clock });
  const client = await lab.client(
    "box-1",
    connectWithWill("box-1", { topic: "rae/v1/box-1/presence", payload: lostEvent("box-1") }),
  );
  const beside = await lab.client("box-1", connect({ clientId: "box-1.debug" }));
  await clock.advance(15_000);
  expect(await lab.metric("rae_gateway_connections")).toBe(2);
  expect(await lab.metric("rae_gateway_ending_certificates")).toBe(2);
  await clock.advance(60_000);

  expect(await client.untilClosed()).toEqual([]);
  expect(await beside.untilClosed()).toEqual([]);
  expect(await lab.counted(closedBy, "certificate-expired", 2)).toBe(2);
  const [lost] = await lab.records(logTopics.events, 1);
  expect(parseBoxEvent(lost?.value ?? Buffer.alloc(0))).toMatchObject({ kind: "Lost" });
  expect(log.of("connection closed")).toContainEqual(
    expect.objectContaining({ level: 40, boxId: "box-1", reason: "certificate-expired" }),
  );
});

test.each([
  ["that its certificate names", "partner-a"],
  ["default, if its certificate names none", undefined],
])("the log is told with a box's presence its tenant: %s", async (_, tenant) => {
  const { cert, key } = await lab.pki.issueCertificate("box-1", tenant);
  const client = await RawClient.open(lab.gateway.port, { ...lab.pki.server, cert, key });
  client.send(connect());
  await client.next();
  client.send(publish("rae/v1/box-1/presence", encodeBoxEvent(sampleEvents.birth())));
  expect(await client.next()).toEqual(puback(1));

  const [record] = await lab.records(logTopics.events, 1);
  expect(record?.headers[logHeaders.tenant]).toBe(tenant ?? "default");
});

test("the log is told with a box's presence until when its certificate is valid", async () => {
  const certificate = await lab.certificate("box-1");
  const client = await lab.client();
  const birth = encodeBoxEvent(sampleEvents.birth());
  client.send(publish("rae/v1/box-1/presence", birth));
  expect(await client.next()).toEqual(puback(1));

  const [record] = await lab.records(logTopics.events, 1);
  expect(Number(record?.headers[logHeaders.certificateExpiresAtMs])).toBe(
    new X509Certificate(certificate.cert).validToDate.getTime(),
  );
  expect(await lab.metric("rae_gateway_ending_certificates")).toBe(0);
});
