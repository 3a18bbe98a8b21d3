import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { issueBoxCertificate } from "@rae/control-plane";
import { CloseStack, sleep, systemClock } from "@rae/kit";
import { isDeviceEvent } from "@rae/protocol";
import { startVirtualBoxes } from "@rae/simulator";
import { controlPlaneProgram } from "../harness/programs.ts";
import { percentiles } from "./percentiles.ts";
import type { BenchRow } from "./row.ts";

const boxes = 9;
const ratePerBox = 100;
const devicesPerBox = 50;
const paddingBytes = 640;
const warmUpMs = 3_000;
const measuredMs = 20_000;

/** Where events go in, and where they are told. */
export interface FreshnessTarget {
  readonly url: string;
  readonly token: string;
  readonly mqttPort: number;
  readonly pki: string;
}

/** How long a change takes from its publication until REST tells it, at the rate of the whole fleet. */
export async function freshnessRows(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), "rae-bench-freshness-"));
  const stack = new CloseStack();
  stack.push("folder", () => rm(folder, { recursive: true, force: true }));
  try {
    const controlPlane = controlPlaneProgram(folder);
    stack.push("control plane", () => controlPlane.stop());
    await controlPlane.start();
    const { url, token, mqttPort } = controlPlane;
    return [await freshnessRow({ url, token, mqttPort, pki: join(folder, "pki") })];
  } finally {
    await stack.close();
  }
}

export async function freshnessRow(target: FreshnessTarget): Promise<BenchRow> {
  const stack = new CloseStack();
  try {
    const boxIds = Array.from({ length: boxes }, (_, index) => `load-${index + 1}`);
    const { url, token, mqttPort, pki } = target;
    for (const boxId of boxIds) await issueBoxCertificate(pki, boxId);

    const publishedAt = new Map<string, number>();
    const tookMs: number[] = [];
    let counts = false;
    const watching = new AbortController();
    const response = await fetch(`${url}/v1/events`, {
      headers: { authorization: `Bearer ${token}` },
      signal: watching.signal,
    });
    const watched = eachDevice(response, ({ id, revision }) => {
      const key = `${id} ${revision}`;
      const atMs = publishedAt.get(key);
      publishedAt.delete(key);
      if (atMs !== undefined && counts) tookMs.push(performance.now() - atMs);
    }).catch((error: unknown) => {
      if (!watching.signal.aborted) throw error;
    });
    stack.push("event stream", async () => {
      watching.abort();
      await watched;
    });
    const load = stack.use(
      "load",
      await startVirtualBoxes({
        gateway: `mqtts://127.0.0.1:${mqttPort}`,
        ...{ pki, boxIds, devices: devicesPerBox, rate: ratePerBox, paddingBytes },
        onPublish: (event) => {
          if (!isDeviceEvent(event)) return;
          publishedAt.set(`${event.sessionId} ${event.revision}`, performance.now());
        },
      }),
    );
    await sleep(systemClock, warmUpMs);
    counts = true;
    await sleep(systemClock, measuredMs);
    counts = false;
    const perSecond = Math.round(tookMs.length / (measuredMs / 1000));
    await load.settle(10_000);
    return {
      what: `change published → told by /v1/events at ${boxes * ratePerBox} changes/s (${perSecond}/s told; ${boxes * devicesPerBox} devices)`,
      figure: percentiles(tookMs),
    };
  } finally {
    await stack.close();
  }
}

interface Told {
  readonly id: string;
  readonly revision: number;
}

/** Reads a stream of server-sent events, whose data lines are JSON. */
async function eachDevice(response: Response, onDevice: (device: Told) => void): Promise<void> {
  if (response.body === null) throw new Error("the event stream has no body");
  let rest = "";
  const decoder = new TextDecoder();
  for await (const bytes of response.body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith("data: {")) onDevice(JSON.parse(line.slice(6)) as Told);
    }
  }
}
