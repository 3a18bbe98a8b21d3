import { connect, type Socket } from "node:net";
import { loopback } from "./loopback-ports.ts";

/** Whether a port of loopback takes a connection. */
export async function acceptsConnections(port: number, signal: AbortSignal): Promise<boolean> {
  return withConnection(port, signal, async () => true);
}

/** Runs `task` on a connection that is closed afterwards. Rejects when there is none, and with the signal. */
export async function withConnection<T>(
  port: number,
  signal: AbortSignal,
  task: (socket: Socket) => Promise<T>,
): Promise<T> {
  const socket = connect({ port, host: loopback, signal });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    return await task(socket);
  } finally {
    socket.destroy();
  }
}
