import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkCredentials } from "../../src/checks/check-credentials.ts";
import { Findings } from "../../src/checks/findings.ts";
import { testAuthority, writeCredentials } from "../uplink/test-authority.ts";

const dayMs = 86_400_000;
/** A little later: an authority is valid from the second in which it is made. */
const nowMs = Date.now() + 60_000;
const inDays = (days: number) => new Date(nowMs + days * dayMs);
const valid = { notBefore: inDays(-1), notAfter: inDays(200) };

type Pem = Awaited<ReturnType<Awaited<ReturnType<typeof testAuthority>>>>;

function check(pem: Pem, boxId = "rae-1", atMs = nowMs): Findings {
  const findings = new Findings();
  checkCredentials(writeCredentials(pem), boxId, atMs, findings);
  return findings;
}

test("a certificate of the authority with its key has nothing wrong", async () => {
  const { faults, warnings } = check(await (await testAuthority())("rae-1", valid));
  expect([...faults, ...warnings]).toEqual([]);
});

test.each([
  ["expired", { notBefore: inDays(-9), notAfter: inDays(-1) }, /box\.pem has expired on .*issue-/],
  ["not valid yet", { notBefore: inDays(2), notAfter: inDays(99) }, /is not valid before .*clock/],
])("a certificate that is %s is a fault", async (_name, validity, sentence) => {
  const { faults } = check(await (await testAuthority())("rae-1", validity));
  expect(faults).toEqual([expect.stringMatching(sentence)]);
});

test("one that ends within 30 days is a warning that says when and what to do", async () => {
  const pem = await (await testAuthority())("rae-1", { ...valid, notAfter: inDays(29.5) });
  const { faults, warnings } = check(pem);
  expect(faults).toEqual([]);
  expect(warnings).toEqual([
    expect.stringMatching(/box\.pem ends in 29 days, on .*issue-cert rae-1$/),
  ]);
});

test("the dates of the authority are looked at, too", async () => {
  const pem = await (await testAuthority())("rae-1", valid);
  const { faults } = check(pem, "rae-1", inDays(-400).getTime());
  expect(faults).toEqual([
    expect.stringMatching(/ca\.pem is not valid before/),
    expect.stringMatching(/box\.pem is not valid before/),
  ]);
});

test("a certificate of another authority of the same name is a fault that names both files", async () => {
  const { ca } = await (await testAuthority())("rae-1", valid);
  const { faults } = check({ ...(await (await testAuthority())("rae-1", valid)), ca });
  expect(faults).toEqual([
    expect.stringMatching(/box\.pem is not signed by the authority in .*ca\.pem; issue it by/),
  ]);
});

test("any authority of a file with several will do", async () => {
  const other = await (await testAuthority())("rae-1", valid);
  const pem = await (await testAuthority())("rae-1", valid);
  expect(check({ ...pem, ca: `${other.ca}\n${pem.ca}` }).faults).toEqual([]);
});

test("all that is wrong with the files is found at once", async () => {
  const own = await (await testAuthority())("rae-2", { ...valid, notAfter: inDays(-0.5) });
  const other = await (await testAuthority())("rae-2", valid);
  expect(check({ ca: other.ca, cert: own.cert, key: other.key }).faults).toEqual([
    expect.stringMatching(/has expired/),
    expect.stringMatching(/CN=rae-2, and the box is rae-1/),
    expect.stringMatching(/box\.key is not usable \(it is not the key of the certificate\)/),
    expect.stringMatching(/is not signed by the authority/),
  ]);
});

test("files that hold something else are faults, each by its path", async () => {
  const paths = writeCredentials(await (await testAuthority())("rae-1", valid));
  for (const path of Object.values(paths)) writeFileSync(path, "nothing");
  const findings = new Findings();
  checkCredentials(paths, "rae-1", nowMs, findings);
  expect(findings.faults).toEqual([
    expect.stringMatching(/ca\.pem is not usable \(it holds no certificate\)/),
    expect.stringMatching(/box\.pem is not usable \(it holds no certificate\)/),
    expect.stringMatching(/box\.key is not usable/),
  ]);
});
