import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChildProgram, spawnProgram } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePorts } from "../harness/free-ports.ts";
import { RestClient } from "../harness/rest-client.ts";

const script = join(import.meta.dirname, "..", "..", "deploy", "demo", "main.ts");
const assets = ["tv-bedroom", "tv-living-room", "set-top-box"] as const;
const names = ["RAE_HTTP_PORT", "RAE_MQTT_PORT", "RAE_SIMULATOR_PORT"] as const;

let folder: string;
let environment: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rae-e2e-"));
  const ports = await freePorts(names.length);
  environment = {
    RAE_DATA_DIR: folder,
    ...Object.fromEntries(names.map((name, index) => [name, String(ports[index])])),
  };
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function demo(lines: string[]): ChildProgram {
  return spawnProgram({
    name: "demo",
    script,
    args: [],
    environment,
    onLine: (line) => lines.push(line),
  });
}

/** Starts the demo as `npm start` does, and returns the ids of its devices. */
async function idsOfOneRun(): Promise<readonly string[]> {
  const lines: string[] = [];
  const program = demo(lines);
  try {
    await eventually(() => expect(lines.join("\n")).toContain("Ctrl-C"), { timeoutMs: 30_000 });
    const text = lines.join("\n");
    expect(text).toContain(`http://127.0.0.1:${environment.RAE_HTTP_PORT}`);
    expect(text).toContain(join(folder, "token"));
    expect(lines.filter((line) => line.trim().startsWith("curl"))).toHaveLength(3);
    const token = /token: (\S+)/.exec(text)?.[1];
    expect(token).toBe(join(folder, "token"));
    const rest = RestClient.fromTokenFile(
      `http://127.0.0.1:${environment.RAE_HTTP_PORT}`,
      join(folder, "token"),
    );
    const devices = await Promise.all(assets.map((asset) => rest.device(asset)));
    expect(devices.map((device) => device.state)).toEqual(assets.map(() => "online"));
    return devices.map((device) => device.id);
  } finally {
    program.kill("SIGINT");
    expect(await program.ended).toBe(0);
    expect(program.errorLines()).toEqual([]);
  }
}

test("the demo starts, says where to look, stops at Ctrl-C, and goes on from its data when started again", async () => {
  const first = await idsOfOneRun();
  expect(await idsOfOneRun()).toEqual(first);
});

test.each(names)(
  "a port that is taken ends the start with a sentence that names it and %s",
  async (name) => {
    const port = Number(environment[name]);
    const taker: Server = createServer();
    await new Promise<void>((resolve) => taker.listen(port, "127.0.0.1", resolve));
    try {
      const program = demo([]);
      expect(await program.ended).toBe(1);
      expect(program.errorLines()).toEqual([
        expect.stringMatching(new RegExp(`${port} .*${name}`)),
      ]);
    } finally {
      await new Promise((resolve) => taker.close(resolve));
    }
  },
);

test("when one of its programs dies, the demo says which and ends", async () => {
  const lines: string[] = [];
  const program = demo(lines);
  await eventually(() => expect(lines.join("\n")).toContain("Ctrl-C"), { timeoutMs: 30_000 });
  const pid = /agent \(pid (\d+)\)/.exec(lines.join("\n"))?.[1];
  process.kill(Number(pid), "SIGKILL");
  expect(await program.ended).toBe(1);
  expect(program.errorLines().join("\n")).toContain("the agent ended");
});
