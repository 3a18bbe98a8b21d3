import { connect } from "node:net";
import { HttpReplyReader, type RawReply } from "./http-reply-reader.ts";

export interface ExchangeOptions {
  readonly host: string;
  readonly port: number;
  readonly head: Uint8Array;
  readonly body: Uint8Array;
  readonly maxReplyBytes: number;
  /** Whether an answer has no body whatever its headers say. */
  readonly isHead: boolean;
  /** Each ends it. */
  readonly signals: readonly AbortSignal[];
  readonly onConnect: () => void;
}

/**
 * Sends one request on a connection of its own, and reads its answer.
 * @throws DriverError `bad-reply`; Error if the socket fails or a signal aborts.
 */
export function exchange(options: ExchangeOptions): Promise<RawReply> {
  const { host, port, head, body, maxReplyBytes, isHead, signals, onConnect } = options;
  return new Promise((resolve, reject) => {
    const reader = new HttpReplyReader(maxReplyBytes, { isHead });
    const socket = connect({ host, port, noDelay: true });
    const end = (settle: () => void) => {
      for (const signal of signals) signal.removeEventListener("abort", onAbort);
      socket.destroy();
      settle();
    };
    const onAbort = () => end(() => reject(new Error("the request was given up")));
    const finish = () => {
      try {
        const reply = reader.finish();
        end(() => resolve(reply));
      } catch (error) {
        end(() => reject(error));
      }
    };
    for (const signal of signals) signal.addEventListener("abort", onAbort, { once: true });
    socket.once("connect", () => {
      onConnect();
      socket.write(head);
      if (body.length > 0) socket.write(body);
    });
    socket.on("data", (bytes) => {
      try {
        reader.push(bytes);
      } catch (error) {
        end(() => reject(error));
        return;
      }
      if (reader.isDone) finish();
    });
    socket.once("end", finish);
    // It stays: a socket that is destroyed may still tell an error.
    socket.on("error", (error) => end(() => reject(error)));
    socket.once("close", () => end(() => reject(new Error("the connection was closed"))));
  });
}
