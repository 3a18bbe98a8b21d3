/**
 * A box as a process of its own: a healthy device, and one on a driver of the kind that is named. Writes each device event as a line of
 * JSON. `agent` in place of a kind: the agent itself throws.
 */
import { EventEmitter } from "node:events";
import { contractVersion, type Driver, type DriverContext, type DriverFactory } from "@rae/driver";
import { FakeByteLink } from "@rae/driver/testing";
import { silentLogger, sleep, systemClock } from "@rae/kit";
import { isDeviceEvent } from "@rae/protocol";
import { startAgent } from "../../src/agent.ts";
import { parseAgentConfig } from "../../src/config.ts";
import type { Face } from "../../src/core/faces/face.ts";
import { linkId } from "../../src/core/faces/link-id.ts";
import { guardProcess } from "../../src/faces/process-guard.ts";
import { MemoryUplink } from "../../src/testing/memory-uplink.ts";
import { ScriptedDiscovery } from "../../src/testing/scripted-discovery.ts";

const [kind = "", dataDir = ""] = process.argv.slice(2);

const fault = () => new TypeError("nobody waits for this");
const throwIt = () => {
  throw fault();
};

/** What a driver does behind the back of whoever calls it. */
const strays: Readonly<Record<string, (context: DriverContext) => void>> = {
  timer: () => void systemClock.schedule(10, throwIt),
  "own clock": ({ clock }) => void clock.schedule(10, throwIt),
  microtask: () => queueMicrotask(throwIt),
  "next tick": () => process.nextTick(throwIt),
  rejection: () => void Promise.reject(fault()),
  "late rejection": () => void sleep(systemClock, 10).then(throwIt),
  emitter: () => void systemClock.schedule(10, () => new EventEmitter().emit("error", fault())),
  interval: () => void setInterval(throwIt, 10),
};

function driverOf(name: string, probe: Driver["probe"], onOpen: (context: DriverContext) => void) {
  return {
    ...{ contractVersion, name, needs: "bytes", checkSettings: () => {} },
    open: (_link: unknown, _settings: unknown, context: DriverContext) => {
      onOpen(context);
      return { capabilities: ["info"], probe, run: () => Promise.reject(), close: async () => {} };
    },
  } satisfies DriverFactory;
}

let probes = 0;
const good = driverOf(
  "good",
  async () => {
    probes += 1;
    return { attributes: { "x.good.probes": probes }, keys: [] };
  },
  () => {},
);
const bad = driverOf(
  "bad",
  async (signal) => {
    if (kind === "abort listener") {
      signal.addEventListener("abort", throwIt);
      await new Promise<never>((_resolve, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason)),
      );
    }
    return { attributes: {}, keys: [] };
  },
  (context) => strays[kind]?.(context),
);

function face(name: string): Face {
  const path = `/dev/${name}`;
  return {
    faceId: `serial:${path}`,
    keys: [{ kind: "wire", value: `serial:${path}` }],
    link: { kind: "serial", path, baudRate: 9600 },
    driver: name,
    settings: {},
  };
}

guardProcess((error) => {
  process.stderr.write(`uncaught: ${String(error)}\n`);
  process.exit(1);
});
const uplink = new MemoryUplink();
const discovery = new ScriptedDiscovery();
const gateway = { url: "mqtts://127.0.0.1:9", ca: "ca", cert: "cert", key: "key" };
await startAgent(
  parseAgentConfig({ boxId: "rae-1", dataDir, gateway, probeMs: 200 }, "test", dataDir),
  {
    ...{ clock: systemClock, logger: silentLogger, random: Math.random, uplink, lab: [] },
    discovery: [discovery],
    drivers: new Map([good, bad].map((factory) => [factory.name, factory])),
    openLink: (spec) => new FakeByteLink(linkId(spec)),
    onFailure: throwIt,
  },
);
discovery.found(face("good"));
discovery.found(face("bad"));
let shown = 0;
setInterval(() => {
  const events = uplink.events.filter((event) => isDeviceEvent(event));
  for (const event of events.slice(shown)) process.stdout.write(`${JSON.stringify(event)}\n`);
  shown = events.length;
}, 20);
if (kind === "agent") systemClock.schedule(500, throwIt);
