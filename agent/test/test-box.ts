import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DriverFactory } from "@rae/driver";
import { FakeByteLink, FakeHttpLink } from "@rae/driver/testing";
import { silentLogger } from "@rae/kit";
import { ManualClock } from "@rae/kit/testing";
import { onTestFinished } from "vitest";
import { type Agent, startAgent } from "../src/agent.ts";
import { type AgentConfig, parseAgentConfig } from "../src/config.ts";
import type { LabDevice } from "../src/core/assignment/lab.ts";
import { linkId } from "../src/core/faces/link-id.ts";
import type { LinkSpec } from "../src/core/faces/link-spec.ts";
import type { DeviceCare } from "../src/ports/device-care.ts";
import type { DiscoverySource } from "../src/ports/discovery.ts";
import { type FakeDevice, fakeDriver } from "../src/testing/fake-driver.ts";
import { MemoryUplink } from "../src/testing/memory-uplink.ts";
import { ScriptedDiscovery } from "../src/testing/scripted-discovery.ts";

/** A box whose agent can be started and killed again and again on the same data folder. */
export class TestBox {
  readonly dataDir = mkdtempSync(join(tmpdir(), "rae-agent-"));
  clock = new ManualClock();
  readonly devices = new Map<string, FakeDevice>();
  readonly links = new Map<string, FakeByteLink>();
  /** Called for each link that is opened. */
  onOpen: (spec: LinkSpec) => void = () => {};
  /** By name; a test may add its own. */
  readonly drivers = new Map<string, DriverFactory>(
    [
      fakeDriver("fake-http", "http", this.devices),
      fakeDriver("fake-serial", "bytes", this.devices),
    ].map((factory) => [factory.name, factory]),
  );
  readonly config: AgentConfig;
  /** What the agent draws at random. */
  random = 0.5;
  uplink = new MemoryUplink();
  discovery = new ScriptedDiscovery();
  /** A second source. */
  cables = new ScriptedDiscovery("cables");
  /** Further sources, of the next start. */
  sources: DiscoverySource[] = [];
  /** What devices need between leases, of the next start. */
  care: DeviceCare | undefined;
  #agent: Agent | undefined;

  constructor(settings: Record<string, unknown> = {}) {
    this.config = parseAgentConfig(
      {
        boxId: "rae-1",
        dataDir: this.dataDir,
        gateway: {
          url: "mqtts://127.0.0.1:8883",
          ca: "ca.pem",
          cert: "rae-1.pem",
          key: "rae-1.key",
        },
        ...settings,
      },
      "test",
      this.dataDir,
    );
    onTestFinished(async () => {
      await this.stop();
      rmSync(this.dataDir, { recursive: true, force: true });
    });
  }

  get agent(): Agent {
    if (this.#agent === undefined) throw new Error("the agent is not started");
    return this.#agent;
  }

  async start(lab: readonly LabDevice[] = []): Promise<void> {
    this.discovery = new ScriptedDiscovery();
    this.cables = new ScriptedDiscovery("cables");
    this.#agent = await startAgent(this.config, {
      clock: this.clock,
      logger: silentLogger,
      random: () => this.random,
      uplink: this.uplink,
      discovery: [this.discovery, this.cables, ...this.sources],
      drivers: this.drivers,
      openLink: (spec) => {
        this.onOpen(spec);
        if (spec.kind === "http") return new FakeHttpLink(spec.baseUrl);
        const link = new FakeByteLink(linkId(spec));
        this.links.set(link.id, link);
        return link;
      },
      lab,
      ...(this.care === undefined ? {} : { care: this.care }),
      onFailure: (error) => {
        throw error;
      },
    });
    await this.clock.advance(0);
  }

  /** Ends the agent in order. */
  async stop(): Promise<void> {
    const agent = this.#agent;
    this.#agent = undefined;
    if (agent === undefined) return;
    let isClosed = false;
    const closing = agent.close().finally(() => {
      isClosed = true;
    });
    while (!isClosed) await this.clock.advance(10);
    await closing;
  }
}
