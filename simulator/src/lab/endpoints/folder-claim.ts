import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { createServer } from "node:net";
import { type Closable, makePrivateFolder } from "@rae/kit";
import { RaeError } from "@rae/protocol";

/**
 * Holds a folder of serial ports for this process, made if it is missing: a second lab in it would take away the ports of the
 * first, which would go on without noticing. Held by an abstract socket (unix(7)), which the kernel drops with the process.
 * @throws RaeError `data-unusable` if another lab holds it.
 */
export async function claimFolder(dir: string): Promise<Closable> {
  makePrivateFolder(dir);
  const name = createHash("sha256").update(realpathSync(dir)).digest("hex");
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) =>
      reject(
        new RaeError(
          "data-unusable",
          `${dir} holds the serial ports of another simulator that runs`,
          {
            cause,
            details: { dir },
          },
        ),
      ),
    );
    server.listen(`\0rae-simulator-${name}`, resolve);
  });
  return {
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
      }),
  };
}
