import type { DriverFactory } from "@rae/driver";
import {
  type Clock,
  type Closable,
  CloseStack,
  defaultBackoff,
  type Logger,
  sleep,
} from "@rae/kit";
import { defaults, healthCapability, leaseCapability } from "@rae/protocol";
import { readBoxStatus } from "./box-status.ts";
import type { AgentConfig } from "./config.ts";
import type { LabDevice } from "./core/assignment/lab.ts";
import { AppendRate } from "./core/box/append-rate.ts";
import { seenTimes } from "./core/sessions/seen-times.ts";
import { LabPorts } from "./discovery/lab-ports.ts";
import type { OpenLink } from "./faces/open-driver.ts";
import type { DeviceCare } from "./ports/device-care.ts";
import type { DiscoverySource } from "./ports/discovery.ts";
import type { Registry } from "./ports/store.ts";
import type { Uplink } from "./ports/uplink.ts";
import { BoxCommands } from "./sessions/box-commands.ts";
import { Caretaker } from "./sessions/care/caretaker.ts";
import { DirectoryCaredDevices } from "./sessions/care/directory-cared-devices.ts";
import { HealthOrders } from "./sessions/care/health-orders.ts";
import { CommandDevices } from "./sessions/command-devices.ts";
import { commandIntake } from "./sessions/command-intake.ts";
import { CommandLanes } from "./sessions/command-lanes.ts";
import { CommandRunner } from "./sessions/command-runner.ts";
import { DeviceDirectory } from "./sessions/device-directory.ts";
import { DeviceLeases } from "./sessions/device-leases.ts";
import { SessionBook } from "./sessions/session-book.ts";
import { openRegistry } from "./store/sqlite-registry.ts";
import { UplinkLoop } from "./uplink/uplink-loop.ts";

/** What an agent is made of beside its configuration: real in production, fakes in tests. */
export interface AgentParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  readonly uplink: Uplink;
  readonly discovery: readonly DiscoverySource[];
  readonly drivers: ReadonlyMap<string, DriverFactory>;
  readonly openLink: OpenLink;
  readonly lab: readonly LabDevice[];
  /** Told once if the registry can no longer be written. The agent must then be ended: it can keep no promise. */
  readonly onFailure: (error: Error) => void;
  /** Tests play it. */
  readonly care?: DeviceCare;
}

/** A running agent. */
export interface Agent extends Closable {
  /** Names the registry file. */
  readonly registryId: string;
  readonly isConnected: boolean;
  /** Takes another lab file without dropping a link. */
  setLab(lab: readonly LabDevice[]): void;
  /** Looks for devices on other network interfaces, without dropping a link. */
  setInterfaces(names: readonly string[]): void;
}

/** How long running commands may still take when the agent is closed. */
const commandDrainMs = 3_000;
/** How long what waits in the outbox may still be sent; it is sent by the next start otherwise. */
const outboxDrainMs = 1_000;

/**
 * Opens the registry, finds devices and connects. An unreachable gateway is no error: the agent records and tries again.
 * @throws RaeError `data-unusable` if the registry cannot be used.
 */
export async function startAgent(config: AgentConfig, parts: AgentParts): Promise<Agent> {
  const { boxId, dataDir } = config;
  const { clock, logger, random, discovery, onFailure } = parts;
  const stack = new CloseStack();
  const outboxLimitBytes = config.outbox.limitBytes;
  const registry = stack.use(
    "registry",
    openRegistry({ dataDir, boxId, outboxLimitBytes, clock, logger, onFailure }),
  );
  const rate = new AppendRate();
  let loop: UplinkLoop | undefined;
  let caretaker: Caretaker | undefined;
  let deviceLeases: DeviceLeases | undefined;
  const book = new SessionBook({
    ...{ registry, clock, logger, random },
    gracePeriodMs: config.gracePeriodMs,
    asleepGracePeriodMs: config.asleepGracePeriodMs,
    snapshotIntervalMs: config.snapshotIntervalMs,
    snapshotJitter: defaults.snapshotJitter,
    isConnected: () => loop?.isConnected ?? false,
    onDetached: (sessionId) => {
      deviceLeases?.forget(sessionId);
      caretaker?.forget(sessionId);
    },
  });
  const { openLink, drivers } = parts;
  const listed = config.static.flatMap(({ link }) => (link.kind === "serial" ? [link.path] : []));
  const labPorts = new LabPorts(parts.lab, listed);
  const directory = new DeviceDirectory({
    ...{ book, lab: labPorts.lab, clock, logger },
    runner: { clock, logger, random, openLink, drivers, probeMs: config.probeMs },
    settleMs: config.settleMs,
    onLinksChanged: () => loop?.statusChanged(),
    onSession: (sessionId) => caretaker?.look(sessionId),
  });
  const devices = new CommandDevices(book, directory);
  const lanes = new CommandLanes(devices, clock);
  const boxCommands = new BoxCommands(lanes, devices, clock);
  const cared = new DirectoryCaredDevices({
    ...{ book, directory, drivers, devices, commands: boxCommands },
    isLeased: (sessionId) => deviceLeases?.isHeld(sessionId) ?? false,
  });
  const care = new Caretaker({ devices: cared, store: registry.health, clock, logger, random });
  caretaker = care;
  const healthOrders = new HealthOrders({ caretaker: care, commands: registry.commands, clock });
  const leases = new DeviceLeases({
    ...{ registry, devices, lanes, clock, logger, care: parts.care ?? care },
    requireLease: config.control.requireLease,
  });
  deviceLeases = leases;
  const commands = new CommandRunner({
    ...{ boxId, registry, devices, lanes, leases, clock, logger },
  });
  loop = new UplinkLoop({
    ...{ boxId, registry, clock, logger, uplink: parts.uplink },
    window: config.outbox.window,
    statusIntervalMs: config.statusIntervalMs,
    backoff: { ...defaultBackoff, maxMs: config.gateway.reconnectMaxMs },
    status: () => {
      const { findings, outbox } = registry;
      const bytesPerDay = rate.perDay(outbox.figures.appendedBytes, clock.monotonicMs());
      const seen = seenTimes(book.all(), (id) => directory.isHeld(id), clock.nowMs());
      return readBoxStatus(outbox.figures, findings, directory.links(), seen, bytesPerDay);
    },
    onCommand: commandIntake(
      boxId,
      {
        device: (command) => {
          if (command.capability === healthCapability) healthOrders.accept(command);
          else if (command.capability === leaseCapability) leases.accept(command);
          else commands.accept(command);
        },
        resyncSession: ({ sessionId, haveRevision, sessionEnded }) => {
          // A roster ends what the control plane has and the box has not.
          if (book.get(sessionId) === undefined) registry.appendRoster();
          else if (sessionEnded) directory.restart(sessionId);
          else book.resync(sessionId, haveRevision);
        },
        resyncConnection: (command) => loop?.resync(command),
        connectionReplaced: (command) => loop?.replaced(command),
      },
      logger,
    ),
  });
  const connection = stack.use("uplink", loop);
  stack.push("outbox", () => drain(registry, connection, clock));
  stack.use("devices", directory);
  stack.push("commands", () => lanes.close(commandDrainMs));
  stack.push("care", async () => {
    await care.close();
    await healthOrders.close();
  });
  stack.push("leases", () => leases.close());
  leases.start();
  try {
    for (const source of discovery) {
      stack.use(source.name, source);
      source.onPorts?.((paths) => {
        if (labPorts.setPorts(paths)) directory.setLab(labPorts.lab);
      });
      await source.start((event) => directory.handle(source.name, event));
    }
  } catch (error) {
    return await stack.closeFor(error);
  }
  return {
    get registryId() {
      return registry.registryId;
    },
    get isConnected() {
      return connection.isConnected;
    },
    setLab: (next) => {
      labPorts.setLab(next);
      directory.setLab(labPorts.lab);
      care.lookAtAll();
    },
    setInterfaces: (names) => {
      for (const source of discovery) source.setInterfaces?.(names);
    },
    close: () => stack.close(),
  };
}

async function drain(registry: Registry, connection: UplinkLoop, clock: Clock): Promise<void> {
  registry.flush();
  const endMs = clock.monotonicMs() + outboxDrainMs;
  while (
    connection.isConnected &&
    registry.outbox.figures.rows > 0 &&
    clock.monotonicMs() < endMs
  ) {
    await sleep(clock, 20);
  }
}
