import { randomUUID } from "node:crypto";
import { type Clock, type Closable, type Logger, repeat, systemClock } from "@rae/kit";
import { defaults, logTopics } from "@rae/protocol";
import { gapCounter, isStalled, type RecordLog } from "@rae/stream";
import { Registry } from "prom-client";
import { Clients } from "./clients.ts";
import { CommandDelivery } from "./commands/command-delivery.ts";
import { CommandTail } from "./commands/command-tail.ts";
import { OpenCommands } from "./commands/open-commands.ts";
import { GatewayMetrics } from "./gateway-metrics.ts";
import { DeadLetters } from "./ingest/dead-letters.ts";
import { InFlightBudget } from "./ingest/in-flight-budget.ts";
import { IngestLog } from "./ingest/ingest-log.ts";
import { Liveness } from "./ingest/liveness.ts";
import { PublishHook } from "./ingest/publish-hook.ts";
import { RecordStamp } from "./ingest/record-stamp.ts";
import { defaultLimits, type GatewayLimits } from "./limits.ts";
import { Broker } from "./mqtt/broker.ts";
import { type GatewayTls, Listener } from "./mqtt/listener.ts";
import { RefusalLog } from "./mqtt/refusal-log.ts";
import { shutDown } from "./shut-down.ts";

const expireIntervalMs = 30_000;

export interface GatewayOptions {
  readonly log: RecordLog;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly tls: GatewayTls;
  readonly logger: Logger;
  /** Names this run of the gateway; a new one for each start. */
  readonly gatewayId?: string;
  readonly clock?: Clock;
  readonly metrics?: Registry;
  readonly limits?: Partial<GatewayLimits>;
  readonly aliveIntervalMs?: number;
  /** Gives up opening. */
  readonly signal?: AbortSignal;
}

/** A running gateway. */
export interface Gateway extends Closable {
  readonly port: number;
  readonly gatewayId: string;
  /** Clients that are connected. */
  connections(): number;
  /** Undefined while the gateway does its work; else why it does not. Clients stay connected meanwhile. */
  unreadyReason(): "log-unavailable" | "shutting-down" | undefined;
  /** Uses another certificate for connections from now on. */
  renewTls(tls: GatewayTls): void;
  /**
   * Accepts and reads no more, gives what is in flight its time to become durable and be acknowledged, tells the log
   * that the gateway has stopped, and closes all connections without publishing their wills.
   */
  close(): Promise<void>;
}

/**
 * Opens the MQTT gateway: it takes messages of boxes onto the log and acknowledges them when they are durable, and takes
 * commands from the log to the boxes. Accepts clients once it knows the open commands.
 * @throws RaeError `port-in-use`, `config-invalid` `certificate-invalid`, or `log-unavailable` if the log is away for 30 s; the signal's reason.
 */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const { log, logger, clock = systemClock, gatewayId = randomUUID() } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const inFlight = new InFlightBudget(limits);
  const commands = new OpenCommands(limits.openCommands, defaults.commandDeadlineMaxMs);
  const registry = options.metrics ?? new Registry();
  const metrics = new GatewayMetrics(registry, {
    connections: () => clients.connected,
    withEndingCertificate: () => clients.withEndingCertificate,
    inFlightBytes: () => inFlight.usedBytes,
    openCommands: () => commands.size,
    subscribedBoxes: () => delivery.subscribedBoxes,
  });
  const ingestLog = new IngestLog({ log, logger, metrics });
  const stamp = new RecordStamp(gatewayId);
  const deadLetters = new DeadLetters({
    ...{ clock, stamp, payloadBytes: limits.deadLetterBytes },
    ...{ burst: limits.deadLetterBurst, perSecond: limits.deadLettersPerSecond },
  });
  const publishHook = new PublishHook({
    ...{ log: ingestLog, inFlight, deadLetters, stamp, metrics, clock, limits },
  });
  const delivery: CommandDelivery = new CommandDelivery({
    ...{ commands, clock, logger, metrics },
    ...{ inFlight: limits.commandsInFlight, inFlightBytes: limits.commandBytesInFlight },
    append: (boxId, value) => {
      const headers = stamp.headers(boxId, clock.nowMs());
      publishHook.appendUnowned(logTopics.outcomes, { key: boxId, value, headers });
    },
  });
  const clients: Clients = new Clients({
    ...{ publishHook, delivery, inFlight, metrics, clock, logger, limits },
    send: (connection, command, onWritten) => broker.send(connection, command, onWritten),
    onConnect: (socket) => listener.connected(socket),
  });
  const broker: Broker = await Broker.open(clients, limits.connectMs);
  const tail = await CommandTail.open({
    ...{ log, clock, logger, handle: (slice) => delivery.handle(slice) },
    onGap: gapCounter(registry, "gateway"),
    signal: options.signal ?? new AbortController().signal,
  }).catch(async (error: unknown) => {
    await broker.close();
    throw error;
  });
  const refusals = new RefusalLog(logger, clock);
  const listener: Listener = await Listener.open({
    ...{ host: options.host, port: options.port, tls: options.tls, clock },
    ...{ connectMs: limits.connectMs, connections: limits.connections },
    onClient: (certificate, socket) => broker.handle(clients.add(certificate, socket)),
    onRefused: (error, peer) => {
      metrics.closed(error.code);
      refusals.tell(error, peer);
    },
  }).catch(async (error: unknown) => {
    await tail.close();
    await broker.close();
    throw error;
  });
  const liveness = new Liveness(gatewayId, ingestLog, stamp, clock);
  liveness.start(options.aliveIntervalMs ?? defaults.gatewayAliveMs);
  const stopExpiry = repeat(
    clock,
    expireIntervalMs,
    () => delivery.expire(),
    () => {},
  );
  logger.info({ gatewayId, host: options.host, port: listener.port }, "gateway listening");

  let closing: Promise<void> | undefined;
  return {
    port: listener.port,
    gatewayId,
    connections: () => clients.connected,
    unreadyReason: () => {
      if (closing !== undefined) return "shutting-down";
      const isStanding = isStalled(log.waitingAppends(), limits.stalledLogMs);
      return tail.reading && !isStanding ? undefined : "log-unavailable";
    },
    renewTls: (tls) => listener.renew(tls),
    close: () => {
      closing ??= shutDown({
        ...{ listener, tail, clients, ingestLog, liveness, broker, clock, drainMs: limits.drainMs },
        ...{ stopExpiry, logger },
      });
      return closing;
    },
  };
}
