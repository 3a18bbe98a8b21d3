import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloseStack, spawnProgram } from "@rae/kit";
import { controlPlaneProgram } from "../harness/programs.ts";
import { type LoadTarget, loadedBoxes, measureLoad } from "./box-load.ts";
import type { BenchRow } from "./row.ts";

const readyMs = 20_000;
const gatewayAlone = join(import.meta.dirname, "gateway", "main.ts");

interface Target extends LoadTarget {
  readonly what: string;
}

/** Durable events a second, acknowledged over TLS: of gateway and log alone, and of the whole control plane. */
export async function loadRows(): Promise<readonly BenchRow[]> {
  return [...(await measure(openGatewayAlone)), ...(await measure(openWhole))];
}

async function measure(
  open: (folder: string, stack: CloseStack) => Promise<Target>,
): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), "rae-bench-load-"));
  const stack = new CloseStack();
  stack.push("folder", () => rm(folder, { recursive: true, force: true }));
  try {
    const target = await open(folder, stack);
    const { eventsPerSecond, cpuSecondsPer100k, pubackP99Ms } = await measureLoad(target);
    return [
      {
        what: `${target.what}: durable events, ${loadedBoxes}, load from a process beside it`,
        figure: `${eventsPerSecond}/s, ${cpuSecondsPer100k.toFixed(1)} CPU s per 100,000, PUBACK p99 ${pubackP99Ms} ms`,
      },
    ];
  } finally {
    await stack.close();
  }
}

async function openGatewayAlone(folder: string, stack: CloseStack): Promise<Target> {
  const program = spawnProgram({
    name: "gateway",
    script: gatewayAlone,
    args: [folder],
    environment: {},
  });
  stack.push("gateway", () => program.stop(readyMs));
  const { mqttPort } = await program.ready(readyMs);
  const pki = join(folder, "pki");
  return { what: "gateway and log alone", pid: program.pid, mqttPort: Number(mqttPort), pki };
}

async function openWhole(folder: string, stack: CloseStack): Promise<Target> {
  const program = controlPlaneProgram(folder);
  stack.push("control plane", () => program.stop());
  await program.start();
  const pki = join(folder, "pki");
  return { what: "whole control plane", pid: program.pid, mqttPort: program.mqttPort, pki };
}
