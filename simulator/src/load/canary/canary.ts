import { type BackoffPolicy, backoffDelays, type Clock, sleep, systemClock } from "@rae/kit";
import { CanaryBox } from "./canary-box.ts";
import { type CanaryConnectionOptions, runConnection } from "./canary-connection.ts";
import { CanaryCounters, type CanaryReport } from "./canary-counters.ts";
import { type CanarySession, makeSession } from "./canary-message.ts";

export interface CanaryOptions {
  /** `mqtts://host:port` */
  readonly gateway: string;
  /** Folder with `ca.pem` and `boxes/<boxId>.pem` and `.key`. */
  readonly pki: string;
  /** In turn the clients speak for these. A gateway takes 16 connections of each at once. */
  readonly boxIds: readonly string[];
  readonly clients: number;
  /** Clients at once. */
  readonly concurrency: number;
  /** Of each client, at least two. */
  readonly messages: number;
  /** Connections that a client makes at most until all is acknowledged. */
  readonly attempts: number;
  /** For a connection to be accepted, and then for all its acknowledgements. */
  readonly timeoutMs: number;
  readonly clock?: Clock;
  /** Told of each client that has ended. */
  readonly onClientEnded?: (ended: number) => void;
  /** Ends the run: no client begins any more. */
  readonly signal?: AbortSignal;
}

/** What a canary has done: its report, and every session with how many of its messages were acknowledged. */
export interface CanaryRun {
  readonly report: CanaryReport;
  readonly sessions: readonly { readonly sessionId: string; readonly acknowledged: number }[];
}

const retryBackoff: BackoffPolicy = { initialMs: 100, maxMs: 2_000, factor: 2, jitter: 0.5 };

/**
 * Makes many short-lived MQTT clients: each connects, publishes the life of one device at QoS 1, waits for every PUBACK and
 * leaves. What is not acknowledged is sent again on another connection, as an agent would.
 * @throws RaeError `certificate-invalid` if a certificate is missing; what goes wrong at the gateway is in the report.
 */
export async function runCanary(options: CanaryOptions): Promise<CanaryRun> {
  const { clock = systemClock, pki, boxIds, signal } = options;
  const { hostname, port } = new URL(options.gateway);
  const boxes = boxIds.map((boxId) => new CanaryBox(boxId, pki, clock));
  const counters = new CanaryCounters();
  const sessions: { sessionId: string; acknowledged: number }[] = [];
  const beganMs = clock.monotonicMs();
  const connection = {
    ...{
      host: hostname.replace(/^\[(.*)\]$/, "$1"),
      port: Number(port),
      timeoutMs: options.timeoutMs,
      clock,
    },
    onAccepted: (connectMs: number) => counters.connectionAccepted(connectMs),
    onAcknowledged: (latencyMs: number) => counters.acknowledged(latencyMs),
  };
  // One sequence for all lanes: each takes the next client.
  const waiting = Array.from({ length: options.clients }, (_, index) => index).values();
  const lane = async () => {
    for (const index of waiting) {
      const box = boxes[index % boxes.length];
      if (box === undefined || signal?.aborted) return;
      const clientId = `${box.boxId}.canary-${index + 1}`;
      const session = makeSession(box, clientId, options.messages);
      const accepted = await runClient({ ...connection, box, clientId }, session, {
        ...{ attempts: options.attempts, counters, signal },
      });
      counters.clientEnded(session, accepted);
      const acknowledged = session.messages.filter((message) => message.isAcknowledged).length;
      sessions.push({ sessionId: session.sessionId, acknowledged });
      options.onClientEnded?.(sessions.length);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, lane));
  return { report: counters.report(clock.monotonicMs() - beganMs), sessions };
}

/** Whether the client was accepted at least once. */
async function runClient(
  connection: CanaryConnectionOptions,
  { messages }: CanarySession,
  options: {
    readonly attempts: number;
    readonly counters: CanaryCounters;
    readonly signal: AbortSignal | undefined;
  },
): Promise<boolean> {
  const { attempts, counters, signal } = options;
  const delays = backoffDelays(retryBackoff);
  let accepted = false;
  for (let attempt = 1; ; attempt += 1) {
    const end = await runConnection(connection, messages);
    if (end.kind !== "refused") accepted = true;
    if (end.kind === "done") return accepted;
    if (end.kind === "refused") counters.refused(end.reason);
    else counters.broken(end.reason);
    if (attempt >= attempts || signal?.aborted) return accepted;
    await sleep(connection.clock, delays.next().value, signal).catch(() => {});
  }
}
