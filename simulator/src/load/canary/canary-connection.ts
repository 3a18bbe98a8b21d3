import type { Socket } from "node:net";
import { connect } from "node:tls";
import type { Clock } from "@rae/kit";
import type { CanaryBox } from "./canary-box.ts";
import type { CanaryMessage } from "./canary-message.ts";
import { AnswerReader, disconnectPacket, encodeConnect, encodePublish } from "./mqtt-bytes.ts";

export interface CanaryConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly box: CanaryBox;
  readonly clientId: string;
  /** For the connection to be accepted, and then for all acknowledgements. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** From the TCP connection to CONNACK. */
  readonly onAccepted: (connectMs: number) => void;
  /** From the publish to PUBACK. */
  readonly onAcknowledged: (latencyMs: number) => void;
}

/** How a connection ended: all that it had to say is acknowledged, or why not. */
export type CanaryEnd =
  | { readonly kind: "done" }
  | { readonly kind: "refused" | "broken"; readonly reason: string };

const refusals: ReadonlyMap<number, string> = new Map([
  [1, "unacceptable protocol level"],
  [2, "identifier rejected"],
  [3, "server unavailable"],
  [4, "bad user name or password"],
  [5, "not authorized"],
]);

/**
 * One connection of a canary client: TLS, CONNECT, all messages that are not acknowledged, DISCONNECT. Never rejects: what went
 * wrong is what a canary is for.
 */
export function runConnection(
  options: CanaryConnectionOptions,
  messages: readonly CanaryMessage[],
): Promise<CanaryEnd> {
  const { host, port, box, clientId, timeoutMs, clock } = options;
  const { promise, resolve } = Promise.withResolvers<CanaryEnd>();
  const beganMs = clock.monotonicMs();
  const open = new Map<number, CanaryMessage>();
  const answers = new AnswerReader();
  let isAccepted = false;
  let publishedMs = 0;
  const socket = connect({ host, port, secureContext: box.credentials });
  socket.setNoDelay(true);
  const fail = (reason: string) => resolve({ kind: isAccepted ? "broken" : "refused", reason });
  const deadline = () => clock.schedule(timeoutMs, () => fail("no answer in time"));
  let cancelDeadline = deadline();

  const publish = () => {
    publishedMs = clock.monotonicMs();
    const waiting = messages.filter(({ isAcknowledged }) => !isAcknowledged);
    const packets = waiting.map((message) => {
      const { packetId, payload, isSent } = message;
      open.set(packetId, message);
      message.isSent = true;
      return encodePublish(box.topic, packetId, payload, isSent);
    });
    socket.write(Buffer.concat(packets));
    if (open.size === 0) leave();
  };
  const leave = () => {
    socket.end(disconnectPacket);
    resolve({ kind: "done" });
  };
  socket.once("secureConnect", () => socket.write(encodeConnect(clientId)));
  socket.on("data", (piece: Buffer) => {
    for (const answer of answers.push(piece)) {
      if (answer.kind === "connack" && answer.code === 0 && !isAccepted) {
        isAccepted = true;
        cancelDeadline();
        cancelDeadline = deadline();
        options.onAccepted(clock.monotonicMs() - beganMs);
        publish();
      } else if (answer.kind === "connack") {
        fail(refusals.get(answer.code) ?? `connack ${answer.code}`);
      } else if (answer.kind === "puback") {
        const message = open.get(answer.packetId);
        if (message === undefined) continue;
        open.delete(answer.packetId);
        message.isAcknowledged = true;
        options.onAcknowledged(clock.monotonicMs() - publishedMs);
        if (open.size === 0) leave();
      } else {
        fail("not the answer of an MQTT gateway");
      }
    }
  });
  socket.on("error", (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
  socket.on("close", () => fail("closed by the gateway"));
  return promise.then((end) => ended(end, socket, cancelDeadline));
}

/** A connection that has said farewell closes by itself; any other is cut. */
function ended(end: CanaryEnd, socket: Socket, cancelDeadline: () => void): CanaryEnd {
  cancelDeadline();
  if (end.kind !== "done") socket.destroy();
  return end;
}
