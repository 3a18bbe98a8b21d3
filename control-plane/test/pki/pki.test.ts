import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock } from "@rae/kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { validityDays } from "../../src/pki/certificate.ts";
import { issueBoxCertificate, openPki } from "../../src/pki/pki.ts";

const dayMs = 86_400_000;
let dir: string;

beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), "rae-pki-")), "pki");
});
afterEach(async () => {
  await rm(join(dir, ".."), { recursive: true, force: true });
});

test("a first start makes an authority and a server certificate for the local names and the given ones", async () => {
  const pki = await openPki(dir, { serverNames: ["lab.example", "192.0.2.7"] });

  const authority = new X509Certificate(pki.server.ca);
  const server = new X509Certificate(pki.server.cert);
  expect(authority.ca).toBe(true);
  expect(server.ca).toBe(false);
  expect(server.checkIssued(authority)).toBe(true);
  expect(server.verify(authority.publicKey)).toBe(true);
  expect(server.checkHost("localhost")).toBe("localhost");
  expect(server.checkHost("lab.example")).toBe("lab.example");
  expect(server.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(server.checkIP("192.0.2.7")).toBe("192.0.2.7");
  expect(server.checkIP("::1")).toBe("::1");
});

test("every file is for its owner only", async () => {
  const pki = await openPki(dir);
  const box = await pki.issueCertificate("box-1");

  const files = [box.caFile, join(dir, "ca.key"), pki.server.keyFile, box.certFile, box.keyFile];
  const modes = await Promise.all(files.map(async (file) => (await stat(file)).mode & 0o777));
  expect(modes).toEqual([0o600, 0o600, 0o600, 0o600, 0o600]);
  const folders = [dir, join(dir, "boxes")];
  const folderModes = await Promise.all(folders.map(async (at) => (await stat(at)).mode & 0o777));
  expect(folderModes).toEqual([0o700, 0o700]);
});

test("a box's certificate bears its id and is good as a client's only", async () => {
  const pki = await openPki(dir);
  const box = new X509Certificate((await pki.issueCertificate("box-1")).cert);

  expect(box.subject).toBe("CN=box-1");
  expect(box.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
  expect(new X509Certificate(pki.server.cert).keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
});

test("a box's certificate bears its tenant until it is issued for another one", async () => {
  const pki = await openPki(dir);
  const subject = async (tenant?: string) => {
    const { cert } = await pki.issueCertificate("box-1", tenant);
    return new X509Certificate(cert).subject;
  };
  expect(await subject("partner-a")).toBe("CN=box-1\nO=partner-a");
  const first = await pki.issueCertificate("box-1", "partner-a");
  expect(await pki.issueCertificate("box-1")).toEqual(first);
  expect(await subject("partner-b")).toBe("CN=box-1\nO=partner-b");
  expect((await pki.issueCertificate("box-1")).key).toBe(first.key);
  await expect(subject("Partner A")).rejects.toMatchObject({ code: "bad-request" });
});

test("serial numbers differ", async () => {
  const pki = await openPki(dir);
  const issued = await Promise.all(["a", "b", "c"].map((id) => pki.issueCertificate(id)));

  const serials = issued.map(({ cert }) => new X509Certificate(cert).serialNumber);
  expect(new Set(serials).size).toBe(3);
});

test("a second start keeps the authority, the server's certificate and a box's", async () => {
  const first = await openPki(dir);
  const box = await first.issueCertificate("box-1");

  const second = await openPki(dir);
  expect(second.server).toEqual(first.server);
  expect(await second.issueCertificate("box-1")).toEqual(box);
});

test("certificates with a third of their time left are issued anew for the same key", async () => {
  const clock = new ManualClock();
  const early = await openPki(dir, { clock });
  const earlyBox = await early.issueCertificate("box-1");
  await clock.advance((validityDays.server * dayMs * 3) / 4);

  const late = await openPki(dir, { clock });
  expect(late.server.cert).not.toBe(early.server.cert);
  expect(late.server.key).toBe(early.server.key);
  expect(late.server.ca).toBe(early.server.ca);
  expect(await late.issueCertificate("box-1")).toEqual(earlyBox);
});

test("a server certificate that lacks a name is issued anew", async () => {
  const without = await openPki(dir);
  const withName = await openPki(dir, { serverNames: ["lab.example"] });

  expect(withName.server.cert).not.toBe(without.server.cert);
  expect(new X509Certificate(withName.server.cert).checkHost("lab.example")).toBe("lab.example");
});

test("processes that start at once agree on one authority and one key", async () => {
  const opened = await Promise.all(Array.from({ length: 8 }, () => openPki(dir)));

  expect(new Set(opened.map(({ server }) => server.ca)).size).toBe(1);
  expect(new Set(opened.map(({ server }) => server.key)).size).toBe(1);
  const boxes = await Promise.all(opened.map((pki) => pki.issueCertificate("box-1")));
  const authority = new X509Certificate(await readFile(join(dir, "ca.pem"), "utf8"));
  const verified = boxes.map(({ cert }) => new X509Certificate(cert).verify(authority.publicKey));
  expect(verified).toEqual(Array(8).fill(true));
});

test("a damaged certificate is issued anew, a damaged key is an error that names its file", async () => {
  const box = await issueBoxCertificate(dir, "box-1");
  await writeFile(box.certFile, "-----BEGIN CERT");
  const again = await issueBoxCertificate(dir, "box-1");
  expect(new X509Certificate(again.cert).subject).toBe("CN=box-1");

  await writeFile(box.keyFile, "no key");
  await expect(issueBoxCertificate(dir, "box-1")).rejects.toMatchObject({
    code: "certificate-invalid",
    details: { path: box.keyFile },
  });
});

test("a name that is not a box id gets no certificate", async () => {
  const names = ["../ca", "Box", "", "box.debug", "a".repeat(65)];
  for (const name of names) {
    await expect(issueBoxCertificate(dir, name)).rejects.toMatchObject({ code: "bad-request" });
  }
});

test("a folder that cannot be made is an error that names it", async () => {
  const file = join(dir, "..", "file");
  await writeFile(file, "");
  await expect(openPki(join(file, "pki"))).rejects.toMatchObject({
    code: "data-unusable",
    details: { path: join(file, "pki") },
  });
});

test("a server certificate for IPv6 addresses is current, however they are written", async () => {
  const first = await openPki(dir, { serverNames: ["2001:db8::7", "2001:DB8:0:0::8"] });
  const server = new X509Certificate(first.server.cert);
  expect(server.checkIP("2001:db8::7")).toBeTruthy();
  expect(server.checkIP("2001:db8::8")).toBeTruthy();
  const second = await openPki(dir, { serverNames: ["2001:db8:0::7", "2001:db8::8"] });
  expect(second.server.cert).toBe(first.server.cert);
});
