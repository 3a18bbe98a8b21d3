import type { AddressInfo } from "node:net";
import type { Closable } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import type { Lab } from "../lab.ts";
import { buildControlApp } from "./app.ts";

/** The control port as it listens. */
export interface ControlServer extends Closable {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
}

const host = "127.0.0.1";

/**
 * Serves a lab's control port on loopback; port 0 takes a free one.
 * @throws RaeError `port-in-use` that names the port and the variable that moves it.
 */
export async function openControlServer(
  lab: Lab,
  port: number,
  portVariable: string,
): Promise<ControlServer> {
  const app = buildControlApp(lab);
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new RaeError(
      "port-in-use",
      `Port ${port} is taken: free it, or move the simulator's control port by ${portVariable}.`,
      { cause: error, details: { host, port } },
    );
  }
  const bound = (app.server.address() as AddressInfo).port;
  return { url: `http://${host}:${bound}`, close: () => app.close() };
}
