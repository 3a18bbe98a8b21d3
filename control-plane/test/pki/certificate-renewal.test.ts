import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@rae/kit";
import { eventually, ManualClock } from "@rae/kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startCertificateRenewal } from "../../src/pki/certificate-renewal.ts";
import { type IssuedCertificate, openPki } from "../../src/pki/pki.ts";

const dayMs = 86_400_000;
let dir: string;
let clock: ManualClock;
let used: IssuedCertificate[];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rae-renewal-"));
  clock = new ManualClock();
  used = [];
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Lets days pass; resolves when the certificate has been looked at and the next look is scheduled. */
async function pass(days: number): Promise<void> {
  await clock.advance(days * dayMs);
  await eventually(() => expect(clock.pending).toBe(1));
}

test("a certificate that nears its end is replaced while the gateway runs, and only then", async () => {
  const pki = await openPki(dir, { clock });
  const stop = startCertificateRenewal({
    ...{ pki, clock, logger: silentLogger },
    use: (certificate) => used.push(certificate),
  });
  await pass(1);
  expect(used).toEqual([]);

  await pass(300);
  await pass(1);
  expect(used).toHaveLength(1);
  const renewed = new X509Certificate(used[0]?.cert ?? "");
  expect(Date.parse(renewed.validTo)).toBeGreaterThan(clock.nowMs() + 300 * dayMs);
  expect(renewed.checkIssued(new X509Certificate(pki.server.ca))).toBe(true);
  await pass(1);
  expect(used).toHaveLength(1);
  stop();
  expect(clock.pending).toBe(0);
});

test("a renewal that fails is tried again the next day", async () => {
  const pki = await openPki(dir, { clock });
  const renewed = { ...pki.server, cert: "another" };
  let tries = 0;
  const renewServer = async () => {
    tries += 1;
    if (tries === 1) throw new Error("the disk is full");
    return renewed;
  };
  const stop = startCertificateRenewal({
    ...{ pki: { server: pki.server, renewServer }, clock, logger: silentLogger },
    use: (certificate) => used.push(certificate),
  });
  await pass(1);
  expect(used).toEqual([]);
  await pass(1);
  expect(used).toEqual([renewed]);
  stop();
});
