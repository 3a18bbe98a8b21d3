import { once } from "node:events";
import type { Restartable } from "./programs.ts";

/** Node's options for a program whose garbage is to be collected: it listens for a debugger on a free port of loopback. */
export const inspectable = "--inspect=127.0.0.1:0";

const answerMs = 20_000;

/**
 * Makes a program that was started as `inspectable` collect its garbage, by the protocol of Chrome's DevTools.
 * @throws Error if it does not listen for a debugger.
 */
export async function collectGarbage(program: Restartable): Promise<void> {
  const said = program.errorLines().join("\n");
  const [address] = /ws:\/\/\S+/.exec(said) ?? [];
  if (address === undefined) throw new Error("the program does not say where it can be inspected");
  const signal = AbortSignal.timeout(answerMs);
  const socket = new WebSocket(address);
  try {
    await once(socket, "open", { signal });
    const answered = once(socket, "message", { signal });
    socket.send(JSON.stringify({ id: 1, method: "HeapProfiler.collectGarbage" }));
    await answered;
  } finally {
    socket.close();
  }
}
