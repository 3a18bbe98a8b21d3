import type { Server } from "node:net";
import { RaeError } from "@rae/protocol";

/**
 * Begins to listen.
 * @throws RaeError `port-in-use` if another program has the port.
 */
export function listenOn(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE") reject(error);
      else {
        const sentence = `port ${port} of ${host} is taken`;
        reject(new RaeError("port-in-use", sentence, { cause: error, details: { host, port } }));
      }
    });
    server.listen(port, host, resolve);
  });
}
