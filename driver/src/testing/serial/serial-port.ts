import { join } from "node:path";
import { waitForState } from "../links/wait-for-state.ts";
import { PtyLink } from "./pty-link.ts";
import { makePortFolder, VirtualPort } from "./virtual-port.ts";

/** A virtual serial port: the test plays the device at `port`, the driver opens on `link`. */
export interface SerialPort {
  readonly port: VirtualPort;
  readonly link: PtyLink;
  close(): Promise<void>;
}

/** Opens a virtual serial port; its link is open when this resolves. */
export async function openSerialPort(): Promise<SerialPort> {
  const folder = makePortFolder();
  const path = join(folder.path, "device");
  const port = new VirtualPort(path);
  const link = new PtyLink(path);
  await waitForState(link, "open");
  return {
    port,
    link,
    async close() {
      await link.close();
      port.unplug();
      folder.remove();
    },
  };
}
