import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { CloseStack } from "@rae/kit";
import { processesOn } from "../../harness/processes.ts";
import { freshnessRow } from "../freshness.ts";
import type { BenchSetting, SectionResult } from "./section.ts";
import { benchPartitions } from "./stores.ts";

/** How long a change takes from a box through gateway, Kafka, aggregator and Redis until REST tells it. */
export async function freshnessSection(setting: BenchSetting): Promise<SectionResult> {
  const stack = new CloseStack();
  const folder = join(setting.folder, "freshness");
  mkdirSync(folder);
  try {
    const processes = processesOn(setting.engines, folder, {
      log: { partitions: benchPartitions },
    });
    await processes.prepare();
    const [gateway, aggregator, api] = [
      processes.gateway(),
      processes.aggregator(),
      processes.api(),
    ];
    for (const each of [gateway, aggregator, api]) {
      stack.push("a process", () => each.stop());
      await each.start();
    }
    const row = await freshnessRow({
      ...{ url: api.url, token: processes.token },
      ...{ mqttPort: gateway.mqttPort, pki: join(processes.dataDir, "pki") },
    });
    return { rows: [row], raw: row };
  } finally {
    await stack.close();
  }
}
