import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnProgram } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { expect, onTestFinished, test, vi } from "vitest";

// Each runs a program, which a busy machine starts slowly.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
const soonEnough = { timeoutMs: 60_000 };

/** A process with a healthy device and one on a driver that throws as `kind` says. */
function run(kind: string) {
  const dataDir = mkdtempSync(join(tmpdir(), "rae-agent-"));
  const lines: string[] = [];
  const program = spawnProgram({
    name: "box",
    script: join(import.meta.dirname, "..", "programs", "box-of-bad-drivers.ts"),
    args: [kind, dataDir],
    environment: process.env,
    onLine: (line) => lines.push(line),
  });
  let isOver = false;
  void program.ended.then(() => {
    isOver = true;
  });
  onTestFinished(async () => {
    await program.stop(10_000);
    rmSync(dataDir, { recursive: true, force: true });
  });
  const probes = () => lines.filter((line) => line.includes('"x.good.probes"')).length;
  return { program, lines, probes, isOver: () => isOver };
}

test.each([
  ["timer", "threw outside of any call"],
  ["own clock", "a timer threw"],
  ["microtask", "threw outside of any call"],
  ["next tick", "threw outside of any call"],
  ["rejection", "threw outside of any call"],
  ["late rejection", "threw outside of any call"],
  ["emitter", "threw outside of any call"],
  ["interval", "threw outside of any call"],
  ["abort listener", "threw outside of any call"],
])(
  "what a driver throws by its %s is its own fault, and the process goes on",
  async (kind, sentence) => {
    const { lines, probes, isOver } = run(kind);
    const reason = `driver-fault: the driver bad: ${sentence}: TypeError: nobody waits for this`;
    await eventually(() => expect(lines.join("\n")).toContain(reason), soonEnough);
    const before = probes();
    await eventually(() => expect(probes()).toBeGreaterThan(before + 3), soonEnough);
    expect(isOver()).toBe(false);
  },
);

test("what the agent itself throws ends the process, also with drivers open", async () => {
  const { program } = run("agent");
  expect(await program.ended).toBe(1);
  expect(program.errorLines().join("\n")).toContain("uncaught: TypeError: nobody waits for this");
});
