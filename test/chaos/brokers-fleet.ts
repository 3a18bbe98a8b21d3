import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Closable, CloseStack } from "@rae/kit";
import { type Engines, openEngines } from "../harness/engines.ts";
import { type GatewayProgram, type Processes, processesOn } from "../harness/processes.ts";
import { becomesReady } from "./fleet.ts";

/** Three brokers of our own, which hold all topics threefold, and a gateway. */
export interface BrokersFleet extends Closable {
  readonly engines: Engines;
  readonly processes: Processes;
  readonly gateway: GatewayProgram;
}

/** Resolves when the gateway is ready. All that it writes is below `folder`. */
export async function openBrokersFleet(folder: string): Promise<BrokersFleet> {
  const stack = new CloseStack();
  try {
    const kafka = { brokers: 3 } as const;
    const dataDir = join(folder, "engines");
    const engines = await openEngines({ dataDir, kafka, cassandra: false, redis: false });
    stack.push("engines", () => engines.abandon());
    const kafkaBrokers = engines.brokers.map(({ address }) => address);
    const processFolder = join(folder, "leaders");
    mkdirSync(processFolder);
    const processes = processesOn({ kafkaBrokers }, processFolder);
    await processes.prepare();
    const gateway = processes.gateway();
    stack.push("gateway", () => gateway.stop());
    await gateway.start();
    await becomesReady(gateway);
    return { engines, processes, gateway, close: () => stack.close() };
  } catch (error) {
    await stack.close();
    throw error;
  }
}
