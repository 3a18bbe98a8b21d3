import { openPlatform } from "../harness/platform.ts";
import { percentiles } from "./percentiles.ts";
import type { BenchRow } from "./row.ts";

const rounds = 300;
const warmUpRounds = 50;

/** A key press by REST, through log, gateway and agent and back, beside the same request to the device itself, in turn. */
export async function commandRows(): Promise<readonly BenchRow[]> {
  const serial = "BENCH0000001";
  const platform = await openPlatform({
    devices: [{ id: "roku-1", family: "roku", serial }],
    labFile: [{ asset: "tv-1", usn: `uuid:roku:ecp:${serial}` }],
    agent: { probeMs: 15_000 },
  });
  try {
    await platform.rest.deviceThat("tv-1", (device) => device.state === "online");
    const device = platform.lab.device("roku-1").report().addresses.http;
    const bareMs: number[] = [];
    const throughMs: number[] = [];
    for (let round = 0; round < warmUpRounds + rounds; round += 1) {
      const bare = await took(async () => {
        const answer = await fetch(`${device}/keypress/Up`, { method: "POST" });
        await answer.arrayBuffer();
      });
      const through = await took(async () => {
        const command = await platform.rest.run("tv-1", "remote-control", "press", { key: "up" });
        if (command.state !== "succeeded") throw new Error(JSON.stringify(command));
      });
      if (round < warmUpRounds) continue;
      bareMs.push(bare);
      throughMs.push(through);
    }
    return [
      { what: "key press, the device's own HTTP alone", figure: percentiles(bareMs) },
      { what: "key press by REST, from request to outcome", figure: percentiles(throughMs) },
    ];
  } finally {
    await platform.close();
  }
}

async function took(task: () => Promise<void>): Promise<number> {
  const beganMs = performance.now();
  await task();
  return performance.now() - beganMs;
}
