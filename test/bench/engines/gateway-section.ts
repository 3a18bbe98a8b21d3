import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { issueBoxCertificate } from "@rae/control-plane";
import { CloseStack, sleep, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { type BoxEvent, isDeviceEvent, logTopics, parseBoxEvent } from "@rae/protocol";
import { startVirtualBoxes } from "@rae/simulator";
import { processesOn } from "../../harness/processes.ts";
import { loadedBoxes, measureLoad } from "../box-load.ts";
import { countRecords } from "./count-records.ts";
import type { BenchSetting, SectionResult } from "./section.ts";
import { benchPartitions, openBenchLog } from "./stores.ts";

const killBoxes = 10;
const killDevices = 10;
const killSeconds = 10;
const settleMs = 60_000;

/** What a gateway puts into Kafka at its own cost, and what is lost and doubled when it is killed at half. */
export async function gatewaySection(setting: BenchSetting): Promise<SectionResult> {
  const stack = new CloseStack();
  const folder = join(setting.folder, "gateway");
  mkdirSync(folder);
  try {
    const place = { engines: setting.engines, name: "gateway" };
    const processes = processesOn(setting.engines, folder, {
      log: { partitions: benchPartitions },
    });
    await processes.prepare();
    const gateway = processes.gateway();
    stack.push("gateway", () => gateway.stop());
    await gateway.start();
    const pki = join(processes.dataDir, "pki");
    const load = await measureLoad({ pid: gateway.pid, mqttPort: gateway.mqttPort, pki });

    const boxIds = Array.from({ length: killBoxes }, (_, index) => `kill-${index + 1}`);
    for (const boxId of boxIds) await issueBoxCertificate(pki, boxId);
    const published = new Set<string>();
    const boxes = stack.use(
      "boxes",
      await startVirtualBoxes({
        gateway: `mqtts://127.0.0.1:${gateway.mqttPort}`,
        ...{ pki, boxIds, devices: killDevices, rate: 0, reconnect: true },
        onPublish: (event) => {
          const name = nameOf(event);
          if (name !== undefined) published.add(name);
        },
      }),
    );
    await sleep(systemClock, (killSeconds / 2) * 1000);
    await gateway.crash();
    await gateway.start();
    await eventually(() => {
      if (boxes.connections() < 2 * killBoxes) throw new Error("not all boxes are back");
    });
    await sleep(systemClock, (killSeconds / 2) * 1000);
    await boxes.settle(settleMs);
    const found = await countRecords(openBenchLog(place), logTopics.events, ({ value }) => {
      const event = parseBoxEvent(value);
      return boxIds.includes(event.boxId) ? nameOf(event) : undefined;
    });
    const lost = [...published].filter((name) => !found.has(name)).length;
    const doubled = [...found.values()].reduce((sum, times) => sum + times - 1, 0);
    const killed = { events: published.size, lost, doubled };
    return {
      rows: [
        {
          what: `gateway into Kafka: ${loadedBoxes}, load from a process beside it`,
          figure: `${load.eventsPerSecond}/s, ${load.cpuSecondsPer100k.toFixed(1)} CPU s per 100,000, PUBACK p99 ${load.pubackP99Ms} ms`,
        },
        {
          what: `gateway killed at half of ${published.size} events of ${killBoxes} boxes that reconnect`,
          figure: `${lost} lost, ${doubled} doubled on the log (ignored by their revision)`,
        },
      ],
      raw: { load, killed },
    };
  } finally {
    await stack.close();
  }
}

function nameOf(event: BoxEvent): string | undefined {
  return isDeviceEvent(event) ? `${event.sessionId} ${event.revision} ${event.kind}` : undefined;
}
