import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { issueBoxCertificate } from "@rae/control-plane";
import { CloseStack } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import {
  type ObeyedCommand,
  startVirtualBoxes,
  type VirtualBoxes,
  type VirtualBoxesOptions,
} from "@rae/simulator";
import type { SharedEngines } from "../harness/engines.ts";
import {
  type GatewayProgram,
  type ObservedProgram,
  type Processes,
  type ProcessSettings,
  processesOn,
} from "../harness/processes.ts";
import { RestClient } from "../harness/rest-client.ts";

/** Gateways, aggregators and apis on engines. */
export interface Fleet {
  readonly processes: Processes;
  readonly gateways: readonly GatewayProgram[];
  readonly aggregators: readonly ObservedProgram[];
  readonly apis: readonly ObservedProgram[];
  /** The first of them. */
  readonly api: ObservedProgram;
  readonly rest: RestClient;
  /** Boxes that go on changing and never give up, under names of their own. Closed with the fleet, or before. */
  load(options?: LoadOptions): Promise<VirtualBoxes>;
  close(): Promise<void>;
}

export interface LoadOptions {
  readonly boxes?: number;
  readonly devicesPerBox?: number;
  /** Changes a second of each box. */
  readonly rate?: number;
  /** Their devices obey, as leases allow it, and this is told of each command that one did. */
  readonly onObeyed?: (command: ObeyedCommand) => void;
}

export interface FleetOptions {
  readonly engines: SharedEngines;
  /** Each 2 by default. */
  readonly gateways?: number;
  readonly aggregators?: number;
  /** 1 by default. */
  readonly apis?: number;
  readonly settings?: ProcessSettings;
}

const readyMs = 60_000;

/** Resolves when all processes are ready. */
export async function openFleet(options: FleetOptions): Promise<Fleet> {
  const { engines, settings } = options;
  const folder = mkdtempSync(join(tmpdir(), "rae-fleet-"));
  const stack = new CloseStack();
  stack.push("folder", () => rmSync(folder, { recursive: true, force: true }));
  try {
    const processes = processesOn(engines, folder, settings);
    await processes.prepare();
    const started = async <P extends ObservedProgram>(program: P): Promise<P> => {
      stack.push("a process", () => program.stop());
      await program.start();
      return program;
    };
    const several = <P extends ObservedProgram>(count: number, make: () => P) =>
      Promise.all(Array.from({ length: count }, () => started(make())));
    const gateways = await several(options.gateways ?? 2, () => processes.gateway());
    const [aggregators, apis] = await Promise.all([
      several(options.aggregators ?? 2, () => processes.aggregator()),
      several(options.apis ?? 1, () => processes.api()),
    ]);
    await Promise.all([...gateways, ...aggregators, ...apis].map((each) => becomesReady(each)));
    const [api] = apis;
    assert.ok(api !== undefined);
    let loads = 0;
    return {
      ...{ processes, gateways, aggregators, apis, api },
      rest: new RestClient(api.url, processes.token),
      async load({ boxes = 6, devicesPerBox = 5, rate = 50, onObeyed } = {}) {
        loads += 1;
        const boxIds = Array.from({ length: boxes }, (_, index) => `load-${loads}-${index + 1}`);
        const obeying = onObeyed === undefined ? {} : { obeys: true, onObeyed };
        const load = await startLoad(processes, gateways, {
          ...{ boxIds, devices: devicesPerBox, rate },
          ...obeying,
        });
        return stack.use("boxes", load);
      },
      close: () => stack.close(),
    };
  } catch (error) {
    await stack.close();
    throw error;
  }
}

async function startLoad(
  { dataDir }: Processes,
  gateways: readonly GatewayProgram[],
  load: Pick<VirtualBoxesOptions, "boxIds" | "devices" | "rate" | "obeys" | "onObeyed">,
): Promise<VirtualBoxes> {
  const pki = join(dataDir, "pki");
  for (const boxId of load.boxIds) await issueBoxCertificate(pki, boxId);
  const gateway = gateways.map(({ mqttPort }) => `mqtts://127.0.0.1:${mqttPort}`);
  return startVirtualBoxes({ gateway, reconnect: true, pki, ...load });
}

/** Waits until a process says that it can do its work. */
export function becomesReady(program: ObservedProgram, timeoutMs = readyMs): Promise<void> {
  return eventually(
    async () => {
      const { ready, dependencies } = await program.readyz();
      if (!ready) throw new Error(`not ready: ${JSON.stringify(dependencies)}`);
    },
    { timeoutMs, intervalMs: 100 },
  );
}
