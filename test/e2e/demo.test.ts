import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DemoClone, demoAssets, demoIsUp, demoPorts } from "../harness/demo.ts";

let clone: DemoClone;

beforeAll(async () => {
  clone = await DemoClone.make();
});

afterAll(() => clone?.remove());

/** Starts the demo as `npm start` does, and returns the ids of its devices. */
async function idsOfOneRun(): Promise<readonly string[]> {
  const lines: string[] = [];
  const program = clone.start(lines);
  try {
    await demoIsUp(lines);
    const text = lines.join("\n");
    expect(text).toContain(`http://127.0.0.1:${clone.ports.RAE_HTTP_PORT}`);
    expect(lines.filter((line) => line.trim().startsWith("curl"))).toHaveLength(3);
    const token = /token: (\S+)/.exec(text)?.[1];
    expect(token).toBe(join(clone.folder, "token"));
    const devices = await Promise.all(demoAssets.map((asset) => clone.rest.device(asset)));
    expect(devices.map((device) => device.state)).toEqual(demoAssets.map(() => "online"));
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

test.each(demoPorts)(
  "a port that is taken ends the start with a sentence that names it and %s",
  async (name) => {
    const port = clone.ports[name];
    const taker: Server = createServer();
    await new Promise<void>((resolve) => taker.listen(port, "127.0.0.1", resolve));
    try {
      const program = clone.start();
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
  const program = clone.start(lines);
  await demoIsUp(lines);
  const pid = /agent \(pid (\d+)\)/.exec(lines.join("\n"))?.[1];
  process.kill(Number(pid), "SIGKILL");
  expect(await program.ended).toBe(1);
  expect(program.errorLines().join("\n")).toContain("the agent ended");
});
