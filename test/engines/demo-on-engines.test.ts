import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChildProgram, spawnProgram } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { freePorts } from "../harness/engines.ts";
import { RestClient } from "../harness/rest-client.ts";

const script = join(import.meta.dirname, "..", "..", "deploy", "demo", "main.ts");
const anyPorts = ["kafka", "cassandra", "storage", "redis"].flatMap((name) => [
  `--${name}-port`,
  "0",
]);
const args = ["--engines", ...anyPorts];
const assets = ["tv-bedroom", "tv-living-room", "set-top-box"] as const;

// Starts eight programs, three times.
vi.setConfig({ testTimeout: 240_000 });

let folder: string;
let environment: NodeJS.ProcessEnv;
let url: string;
let program: ChildProgram | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rae-demo-on-engines-"));
  const [http, mqtt, simulator] = await freePorts(3);
  url = `http://127.0.0.1:${http}`;
  environment = {
    ...process.env,
    RAE_DATA_DIR: folder,
    RAE_HTTP_PORT: String(http),
    RAE_MQTT_PORT: String(mqtt),
    RAE_SIMULATOR_PORT: String(simulator),
  };
});

afterAll(async () => {
  await program?.stop(60_000);
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the demo as `npm run start:engines` does, and returns what it says. */
async function started(): Promise<string> {
  const lines: string[] = [];
  program = spawnProgram({
    ...{ name: "demo", script, args, environment },
    onLine: (line) => lines.push(line),
  });
  const { ended, errorLines } = program;
  const hasEnded = ended.then((code) => {
    throw new Error(`the demo ended with code ${code}: ${errorLines().join("\n")}`);
  });
  const isStarted = eventually(() => expect(lines.join("\n")).toContain("Ctrl-C"), {
    timeoutMs: 100_000,
  });
  await Promise.race([isStarted, hasEnded]);
  // It ends later, as the test wants.
  hasEnded.catch(() => {});
  return lines.join("\n");
}

it("the demo runs on real engines, and goes on from their data when started again", async () => {
  const text = await started();
  for (const name of ["Kafka", "Cassandra", "Redis", "gateway", "aggregator", "api", "agent"]) {
    expect(text).toMatch(new RegExp(`${name} \\(pid \\d+\\)`));
  }
  const rest = () => RestClient.fromTokenFile(url, join(folder, "token"));
  const devices = await Promise.all(assets.map((asset) => rest().device(asset)));
  expect(devices.map(({ state }) => state)).toEqual(assets.map(() => "online"));
  program?.kill("SIGINT");
  expect(await program?.ended).toBe(0);

  await started();
  const again = await Promise.all(assets.map((asset) => rest().device(asset)));
  expect(again.map(({ id }) => id)).toEqual(devices.map(({ id }) => id));
});

it("when an engine ends, the demo says which and ends all", async () => {
  await program?.stop(60_000);
  const pid = /Redis: \S+ \(pid (\d+)\)/.exec(await started())?.[1];
  process.kill(Number(pid), "SIGKILL");
  expect(await program?.ended).toBe(1);
  expect(program?.errorLines().join("\n")).toContain("the Redis ended by a signal");
});
