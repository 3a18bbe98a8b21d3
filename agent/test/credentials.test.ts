import { rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readCredentials } from "../src/credentials.ts";
import { testAuthority, writeCredentials } from "./uplink/test-authority.ts";

test("usable files are read", async () => {
  const issue = await testAuthority();
  const pem = await issue("rae-1");
  expect(readCredentials(writeCredentials(pem), "rae-1")).toEqual(pem);
});

test.each(["ca", "cert", "key"] as const)(
  "a missing %s is told by its path and what to do",
  async (which) => {
    const issue = await testAuthority();
    const paths = writeCredentials(await issue("rae-1"));
    rmSync(paths[which]);
    expect(() => readCredentials(paths, "rae-1")).toThrow(
      expect.objectContaining({
        code: "certificate-invalid",
        message: expect.stringMatching(
          new RegExp(`^${paths[which]} is not usable .*issue-cert rae-1$`),
        ),
      }),
    );
  },
);

test("a file that holds something else is refused", async () => {
  const issue = await testAuthority();
  const paths = writeCredentials(await issue("rae-1"));
  writeFileSync(paths.key, "no key");
  expect(() => readCredentials(paths, "rae-1")).toThrow(/box\.key is not usable/);
});

test("the certificate of another box is refused, naming both", async () => {
  const issue = await testAuthority();
  const paths = writeCredentials(await issue("rae-2"));
  expect(() => readCredentials(paths, "rae-1")).toThrow(/CN=rae-2, and the box is rae-1/);
});

test("a key of another certificate is refused", async () => {
  const issue = await testAuthority();
  const { key } = await issue("rae-1");
  const paths = writeCredentials({ ...(await issue("rae-1")), key });
  expect(() => readCredentials(paths, "rae-1")).toThrow(/it is not the key of the certificate/);
});
