import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloseStack, silentLogger, systemClock } from "@rae/kit";
import { type Lab, openLab, parseFault, parseScenario } from "@rae/simulator";
import {
  type AgentLaunch,
  type AgentProgram,
  type AgentSettings,
  agentProgram,
  type ControlPlaneProgram,
  controlPlaneProgram,
} from "./programs.ts";
import { RestClient } from "./rest-client.ts";
import { openTcpProxy, type TcpProxy } from "./tcp-proxy.ts";

/** The whole product on one machine: real programs, and a lab on real sockets and PTYs in the test's own process. */
export interface Platform {
  readonly folder: string;
  readonly boxId: string;
  readonly controlPlane: ControlPlaneProgram;
  readonly agent: AgentProgram;
  readonly lab: Lab;
  readonly rest: RestClient;
  /** The wire between agent and gateway. @throws if the platform was opened without. */
  proxy(): TcpProxy;
  /** Makes a device of the lab fail. */
  fault(id: string, fault: string, parameters?: Readonly<Record<string, unknown>>): Promise<void>;
  /** Path of a serial port of the lab. */
  serialPath(id: string): string;
  close(): Promise<void>;
}

export interface PlatformOptions {
  readonly boxId?: string;
  readonly devices: readonly Readonly<Record<string, unknown>>[];
  /** Lab-file entries; a `serial` that names a device of the lab becomes the path of its port. */
  readonly labFile?: readonly Readonly<Record<string, unknown>>[];
  readonly agent?: AgentSettings;
  readonly launch?: AgentLaunch;
  /** Whether the lab's network devices are found by SSDP on `lo`; else they are listed by address. */
  readonly ssdp?: boolean;
  /** Whether the agent reaches the gateway by a wire that the test can cut. */
  readonly proxy?: boolean;
}

/** Starts everything but waits for no device. */
export async function openPlatform(options: PlatformOptions): Promise<Platform> {
  const { boxId = "box-1", labFile = [], ssdp = false } = options;
  const folder = mkdtempSync(join(tmpdir(), "rae-e2e-"));
  const stack = new CloseStack();
  stack.push("folder", () => rmSync(folder, { recursive: true, force: true }));
  try {
    const serialDir = join(folder, "tty");
    const serialPath = (id: string) => join(serialDir, id);
    const scenario = parseScenario(
      { devices: options.devices, interfaces: ssdp ? ["lo"] : [] },
      "the test's scenario",
    );
    const lab = stack.use(
      "lab",
      await openLab(scenario, { clock: systemClock, logger: silentLogger, serialDir }),
    );
    const controlPlane = controlPlaneProgram(join(folder, "data"));
    stack.push("control plane", () => controlPlane.stop());
    await controlPlane.start();
    controlPlane.issueCertificate(boxId);
    const proxy = options.proxy ? await openTcpProxy(() => controlPlane.mqttPort) : undefined;
    if (proxy !== undefined) stack.use("proxy", proxy);
    const agent = agentProgram(controlPlane, boxId, join(folder, "agent"), options.launch);
    stack.push("agent", () => agent.stop());
    const network = lab.devices
      .map((device) => device.report().addresses.http)
      .filter((address) => address !== undefined);
    const settings = {
      serial: [
        { glob: join(serialDir, "lg-*"), driver: "lg-rs232" },
        { glob: join(serialDir, "console-*"), driver: "serial-console" },
      ],
      ...(ssdp
        ? { ssdp: { interfaces: ["lo"], intervalMs: 1_000 } }
        : {
            static: network.map((baseUrl) => ({
              driver: "roku-ecp",
              link: { kind: "http", baseUrl },
            })),
          }),
      devices: labFile.map((entry) =>
        typeof entry.serial === "string" ? { ...entry, serial: serialPath(entry.serial) } : entry,
      ),
      ...options.agent,
    };
    agent.configure(settings, proxy?.port);
    await agent.start();
    return {
      ...{ folder, boxId, controlPlane, agent, lab, serialPath },
      proxy() {
        if (proxy === undefined) throw new Error("this platform has no proxy");
        return proxy;
      },
      rest: new RestClient(controlPlane.url, controlPlane.token),
      fault: (id, fault, parameters = {}) => lab.fault(id, parseFault({ fault, ...parameters })),
      close: () => stack.close(),
    };
  } catch (error) {
    await stack.close();
    throw error;
  }
}
