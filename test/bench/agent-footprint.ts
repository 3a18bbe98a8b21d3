import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloseStack, sleep, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { buildAgent } from "../harness/built-agent.ts";
import { type AgentLaunch, agentProgram, controlPlaneProgram } from "../harness/programs.ts";
import { RestClient } from "../harness/rest-client.ts";
import { openLabProgram } from "./lab-program.ts";
import { defaultAgentSettings } from "./lab-settings.ts";
import { readUsage } from "./process-usage.ts";
import type { BenchRow } from "./row.ts";

const boxId = "bench-box";
/** Four probes of every device. */
const measuredMs = 60_000;
/** What a start leaves behind is collected and the first snapshots are out. */
const settleMs = 20_000;

const families = { roku: 20, "lg-rs232": 15, "linux-console": 15 } as const;

/**
 * What an agent takes that holds 50 quiet devices on serial ports and the network, with every default: as it is built for
 * boxes, and as it runs from its source.
 */
export async function agentFootprintRows(): Promise<readonly BenchRow[]> {
  return [
    ...(await footprint("built agent", buildAgent())),
    ...(await footprint("agent from its source", undefined)),
  ];
}

async function footprint(
  name: string,
  launch: AgentLaunch | undefined,
): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), "rae-bench-agent-"));
  const stack = new CloseStack();
  stack.push("folder", () => rm(folder, { recursive: true, force: true }));
  try {
    const devices = Object.entries(families).flatMap(([family, count]) =>
      Array.from({ length: count }, (_, index) => ({ id: `bench-${family}-${index + 1}`, family })),
    );
    const lab = await openLabProgram(folder, devices, ["lo"]);
    stack.use("lab", lab);
    const controlPlane = controlPlaneProgram(join(folder, "data"));
    stack.push("control plane", () => controlPlane.stop());
    await controlPlane.start();
    controlPlane.issueCertificate(boxId);
    const agent = agentProgram(controlPlane, boxId, join(folder, "agent"), launch);
    stack.push("agent", () => agent.stop());
    agent.configure({
      ...defaultAgentSettings(lab, controlPlane, boxId),
      ssdp: { interfaces: ["lo"] },
    });
    await agent.start();
    const rest = new RestClient(controlPlane.url, controlPlane.token);
    await eventually(
      async () => {
        const online = await rest.devices(`&state=online`);
        if (online.length < devices.length) throw new Error(`${online.length} devices are online`);
      },
      { timeoutMs: 60_000, intervalMs: 200 },
    );
    await sleep(systemClock, settleMs);
    const before = readUsage(agent.pid);
    const beganMs = performance.now();
    await sleep(systemClock, measuredMs);
    const after = readUsage(agent.pid);
    const seconds = (performance.now() - beganMs) / 1000;
    const share = ((after.cpuSeconds - before.cpuSeconds) / seconds) * 100;
    return [
      {
        what: `${name} with ${devices.length} devices held and probed: resident memory`,
        figure: `${after.residentMb.toFixed(0)} MB, of it ${after.ofFilesMb.toFixed(0)} MB of Node's program file`,
      },
      {
        what: `${name} with ${devices.length} devices held and probed: CPU over ${seconds.toFixed(0)} s`,
        figure: `${share.toFixed(2)} % of a core`,
      },
    ];
  } finally {
    await stack.close();
  }
}
