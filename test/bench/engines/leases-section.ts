import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { CloseStack } from "@rae/kit";
import { processesOn } from "../../harness/processes.ts";
import { measureLeases } from "../leases.ts";
import type { BenchSetting, SectionResult } from "./section.ts";
import { benchPartitions } from "./stores.ts";

/** Leases on Cassandra, Kafka and Redis, with two apis, of which one serves the queue, and one of each other process. */
export async function leasesSection(setting: BenchSetting): Promise<SectionResult> {
  const stack = new CloseStack();
  const folder = join(setting.folder, "leases");
  mkdirSync(folder);
  try {
    const processes = processesOn(setting.engines, folder, {
      log: { partitions: benchPartitions },
    });
    await processes.prepare();
    const gateway = processes.gateway();
    const apis = [processes.api(), processes.api()];
    const programs = [gateway, processes.aggregator(), ...apis];
    for (const program of programs) {
      stack.push("process", () => program.stop());
      await program.start();
    }
    const rows = await measureLeases({
      urls: apis.map(({ url }) => url),
      gateways: [`mqtts://127.0.0.1:${gateway.mqttPort}`],
      ...{ pki: join(processes.dataDir, "pki"), token: processes.token, stack },
      pids: programs.map(({ pid }) => pid),
    });
    return { rows, raw: rows };
  } finally {
    await stack.close();
  }
}
