import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChildProgram, spawnProgram } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { expect } from "vitest";
import { freePorts } from "./free-ports.ts";
import { RestClient } from "./rest-client.ts";

const script = join(import.meta.dirname, "..", "..", "deploy", "demo", "main.ts");

/** Variables that move the demo's ports. */
export const demoPorts = ["RAE_HTTP_PORT", "RAE_MQTT_PORT", "RAE_SIMULATOR_PORT"] as const;

/** Names under which REST knows the demo's devices. */
export const demoAssets = ["tv-bedroom", "tv-living-room", "set-top-box"] as const;

/** A clone in which `npm start` can be run: a folder and ports of its own. */
export class DemoClone {
  readonly folder = mkdtempSync(join(tmpdir(), "rae-e2e-"));
  readonly ports: Readonly<Record<(typeof demoPorts)[number], number>>;

  private constructor(ports: DemoClone["ports"]) {
    this.ports = ports;
  }

  static async make(): Promise<DemoClone> {
    const [http = 0, mqtt = 0, simulator = 0] = await freePorts(demoPorts.length);
    return new DemoClone({
      RAE_HTTP_PORT: http,
      RAE_MQTT_PORT: mqtt,
      RAE_SIMULATOR_PORT: simulator,
    });
  }

  get rest(): RestClient {
    const url = `http://127.0.0.1:${this.ports.RAE_HTTP_PORT}`;
    return RestClient.fromTokenFile(url, join(this.folder, "token"));
  }

  get simulatorUrl(): string {
    return `http://127.0.0.1:${this.ports.RAE_SIMULATOR_PORT}`;
  }

  /** Starts the demo as `npm start` does; `lines` gets what it says. */
  start(lines: string[] = []): ChildProgram {
    return spawnProgram({
      name: "demo",
      script,
      args: [],
      environment: {
        RAE_DATA_DIR: this.folder,
        ...Object.fromEntries(demoPorts.map((name) => [name, String(this.ports[name])])),
      },
      onLine: (line) => lines.push(line),
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Resolves when the demo has said how to stop it, which it says when every device is online. */
export async function demoIsUp(lines: readonly string[]): Promise<void> {
  await eventually(() => expect(lines.join("\n")).toContain("Ctrl-C"), { timeoutMs: 60_000 });
}
