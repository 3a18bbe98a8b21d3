import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Closable, CloseStack, silentLogger, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { openLab, parseFault, parseScenario } from "@rae/simulator";
import { agentProgram } from "../harness/programs.ts";
import { openTcpProxy } from "../harness/tcp-proxy.ts";
import type { Fleet } from "./fleet.ts";

/** A real agent with virtual Rokus that take their time to answer, on a wire that a test leads to one gateway or another. */
export interface MovingBox extends Closable {
  readonly boxId: string;
  /** Sessions of its Rokus, in the order in which `typed` tells of them. */
  readonly sessionIds: readonly string[];
  /** Which of the fleet's gateways new connections reach. */
  readonly gatewayIndex: number;
  /**
   * Leads the wire to a gateway of the fleet. `cut`: the connection that there is ends at once, at both ends. `silent`:
   * neither end is told, so that the gateway that was left goes on believing in it, until the next move.
   */
  moveTo(gatewayIndex: number, how: "cut" | "silent"): void;
  /** Kills its agent. */
  crashAgent(): Promise<void>;
  startAgent(): Promise<void>;
  /** The characters that were typed at each Roku, oldest first, at most the newest hundred. */
  typed(): readonly (readonly string[])[];
}

const onlineMs = 60_000;
/** So that commands are under way when the box moves. */
const answerDelayMs = 300;
const literal = "Lit_";

/** Resolves when REST shows all its Rokus online. */
export async function openMovingBox(
  { processes, gateways, rest }: Fleet,
  boxId: string,
  rokus: number,
): Promise<MovingBox> {
  const folder = mkdtempSync(join(tmpdir(), "rae-moving-"));
  const stack = new CloseStack();
  stack.push("folder", () => rmSync(folder, { recursive: true, force: true }));
  try {
    const devices = Array.from({ length: rokus }, (_, index) => ({
      ...{ id: `${boxId}-roku-${index + 1}`, family: "roku" },
    }));
    const scenario = parseScenario({ devices, interfaces: [] }, "the scenario of the moving box");
    const shared = { clock: systemClock, logger: silentLogger };
    const lab = stack.use("lab", await openLab(scenario, { ...shared, serialDir: folder }));
    let at = 0;
    const proxy = stack.use("wire", await openTcpProxy(() => gateways[at]?.mqttPort ?? 0));
    await processes.issueCertificate(boxId);
    const { dataDir } = processes;
    const agent = agentProgram({ mqttPort: proxy.port, dataDir }, boxId, join(folder, "agent"));
    stack.push("agent", () => agent.stop());
    const reports = () => devices.map(({ id }) => lab.device(id).report());
    agent.configure({
      static: reports().map(({ addresses }) => ({
        driver: "roku-ecp",
        link: { kind: "http", baseUrl: addresses.http },
      })),
    });
    await agent.start();
    const sessionIds = await eventually(
      async () => {
        const shown = await rest.devices(`&box=${boxId}&state=online`);
        return reports().map(({ identity }) => {
          const found = shown.find(
            ({ attributes }) => attributes["identity.serial"]?.value === identity.serial,
          );
          if (found === undefined) throw new Error(`${identity.serial} is not online`);
          return found.id;
        });
      },
      { timeoutMs: onlineMs, intervalMs: 100 },
    );
    const slow = parseFault({ fault: "slow", delayMs: answerDelayMs });
    for (const { id } of devices) await lab.fault(id, slow);
    return {
      ...{ boxId, sessionIds },
      get gatewayIndex() {
        return at;
      },
      moveTo(gatewayIndex, how) {
        at = gatewayIndex;
        proxy.reset();
        proxy.freeze();
        if (how === "cut") proxy.reset();
      },
      crashAgent: () => agent.crash(),
      startAgent: () => agent.start(),
      typed: () =>
        reports().map(({ keys }) =>
          keys.filter((key) => key.startsWith(literal)).map((key) => key.slice(literal.length)),
        ),
      close: () => stack.close(),
    };
  } catch (error) {
    await stack.close();
    throw error;
  }
}
