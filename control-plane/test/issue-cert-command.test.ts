import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { issueCertAt } from "../src/issue-cert-command.ts";

function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "rae-issue-cert-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "pki");
}

/** A terminal at which somebody types `answer`; undefined: the end of input. */
function terminal(answer: string | undefined) {
  const input = new PassThrough();
  const output = new PassThrough();
  if (answer === undefined) input.end();
  else input.write(`${answer}\n`);
  const asked = () => String(output.read() ?? "");
  return { dialog: { input, output, isTerminal: true }, asked };
}

const issue = (dir: string, dialog: Parameters<typeof issueCertAt>[0]["dialog"]) =>
  issueCertAt({ dir, boxId: "box-1", mayCreate: false, dialog });

test.each(["y", "yes", " Y "])(
  "a person at a terminal is asked, and answers %j",
  async (answer) => {
    const dir = testFolder();
    const { dialog, asked } = terminal(answer);
    const { certFile } = await issue(dir, dialog);
    expect(existsSync(certFile)).toBe(true);
    expect(asked()).toContain(`There is no certificate authority in ${dir}`);
  },
);

test.each(["", "n", "what?", undefined])("%j is no yes: nothing is made", async (answer) => {
  const dir = testFolder();
  await expect(issue(dir, terminal(answer).dialog)).rejects.toMatchObject({
    code: "certificate-invalid",
    message: expect.stringContaining("--create-authority"),
  });
  expect(existsSync(dir)).toBe(false);
});

test("where there is an authority, nobody is asked", async () => {
  const dir = testFolder();
  await issue(dir, terminal("y").dialog);
  const { dialog, asked } = terminal(undefined);
  await issue(dir, dialog);
  expect(asked()).toBe("");
});
