import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { spawnProgram } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { testAuthority, writeCredentials } from "../uplink/test-authority.ts";

// It runs the agent, which a busy machine starts slowly.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });
const soonEnough = { timeoutMs: 60_000 };

const script = join(import.meta.dirname, "..", "..", "src", "main.ts");

/** Two drivers of a partner, without any library: one does all that a driver may not, in turns. */
const drivers = `
const driver = (name, more) => ({
  contractVersion: 1,
  name,
  needs: "child-process",
  checkSettings: () => {},
  open: (link, settings, context) => ({
    capabilities: ["info"],
    probe: async () => ({ attributes: {}, keys: [] }),
    run: async () => ({ result: { attributes: {} } }),
    close: async () => {},
    ...more(link, context),
  }),
});
setTimeout(() => { throw new TypeError("acme's module is late"); }, 5);
let probes = 0;
export const good = driver("acme-good", (link, context) => ({
  probe: async (signal) => {
    const { stdout } = await link.run(["probe"], { signal });
    probes += 1;
    context.logger.info({ said: stdout.length, probes }, "acme probed");
    return { attributes: { "x.acme.probes": probes }, keys: [] };
  },
}));
const late = () => { throw new TypeError("acme is late"); };
const ways = [
  () => void setTimeout(late, 5),
  () => void Promise.reject(new TypeError("acme rejects")),
  (context) => { for (;;) context.report({ attributes: {}, keys: [] }); },
];
let opened = 0;
export const bad = driver("acme-bad", (_link, context) => {
  const way = ways[opened++ % ways.length];
  return {
    probe: async () => {
      way(context);
      return { attributes: { "x.acme.fan": 1n }, keys: [] };
    },
    close: () => Promise.reject(new Error("acme does not close")),
  };
});
`;

test("an agent goes on with a partner's driver that throws, rejects and loops, and ends in order", async () => {
  const credentials = writeCredentials(await (await testAuthority())("rae-1"));
  const folder = dirname(credentials.ca);
  const path = join(folder, "agent.yaml");
  writeFileSync(join(folder, "acme.mjs"), drivers);
  const link = (name: string) => ({ kind: "child", program: "/bin/echo", args: [name] });
  writeFileSync(
    path,
    JSON.stringify({
      ...{ boxId: "rae-1", dataDir: "data", probeMs: 200, drivers: ["./acme.mjs"] },
      gateway: { url: "mqtts://127.0.0.1:9", ...credentials },
      static: [
        { driver: "acme-good", link: link("good") },
        { driver: "acme-bad", link: link("bad") },
      ],
    }),
  );
  const log: string[] = [];
  const program = spawnProgram({
    ...{ name: "agent", script, args: ["--config", path], environment: process.env },
    onErrorLine: (line) => log.push(line),
  });
  onTestFinished(() => program.stop(30_000));
  const said = (text: string) => log.filter((line) => line.includes(text)).length;
  for (const sentence of [
    "acme's module is late",
    "threw outside of any call: TypeError: acme is late",
    "threw outside of any call: TypeError: acme rejects",
    "it reported more often than",
  ]) {
    await eventually(() => expect(log.join("\n")).toContain(sentence), soonEnough);
  }
  const before = said("acme probed");
  expect(before).toBeGreaterThan(0);
  await eventually(() => expect(said("acme probed")).toBeGreaterThan(before + 3), soonEnough);
  program.kill("SIGTERM");
  expect(await program.ended).toBe(0);
});
