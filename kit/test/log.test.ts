import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const program = new URL("./programs/logging.ts", import.meta.url).pathname;

it("a logger writes JSON lines to standard error, with secrets hidden", async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program]);
  expect(stdout).toBe("");
  expect(stderr).not.toContain("hunter2");
  const lines = stderr.trim().split("\n");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    name: "lab",
    msg: "box connected",
    boxId: "box-1",
  });
});
