import { setImmediate } from "node:timers/promises";
import { type Clock, type Logger, withDeadline } from "@rae/kit";
import type { Clients } from "./clients.ts";
import type { CommandTail } from "./commands/command-tail.ts";
import type { IngestLog } from "./ingest/ingest-log.ts";
import type { Liveness } from "./ingest/liveness.ts";
import type { Broker } from "./mqtt/broker.ts";
import type { Listener } from "./mqtt/listener.ts";

/** How long connections may take to send what was written to them. */
const flushMs = 2_000;

/** The parts of a gateway, in the order in which they are stopped. */
export interface GatewayParts {
  readonly listener: Listener;
  readonly stopExpiry: () => void;
  readonly tail: CommandTail;
  readonly clients: Clients;
  readonly ingestLog: IngestLog;
  readonly liveness: Liveness;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly drainMs: number;
}

/**
 * Stops a gateway. What is not durable in time was not acknowledged, so boxes send it again elsewhere.
 * @throws AggregateError of what failed; everything is stopped all the same.
 */
export async function shutDown(parts: GatewayParts): Promise<void> {
  const { listener, tail, clients, ingestLog, liveness, broker, clock, drainMs } = parts;
  const failures: unknown[] = [];
  const attempt = async (task: () => Promise<void>) => {
    try {
      await task();
    } catch (error) {
      failures.push(error);
    }
  };
  const stopped = listener.stop();
  parts.stopExpiry();
  clients.stopReading();
  await attempt(() => tail.close());
  await attempt(() =>
    withDeadline(clock, drainMs, "making the last messages durable", async () => {
      await ingestLog.drained();
      liveness.stop();
      await ingestLog.drained();
    }),
  );
  ingestLog.stop();
  // Acknowledgements that were just given leave with the end of this turn.
  await setImmediate();
  clients.closeAll();
  listener.cutStrangers();
  await attempt(() => broker.close());
  await withDeadline(clock, flushMs, "closing the connections", () => stopped).catch(() => {
    listener.cut();
  });
  await stopped;
  parts.logger.info("gateway stopped");
  if (failures.length > 0) throw new AggregateError(failures, "the gateway did not stop cleanly");
}
