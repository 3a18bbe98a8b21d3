import { eventually } from "@rae/kit/testing";
import { SerialPort } from "serialport";

/** A port opened by serialport, a client that nobody here wrote. */
export interface TestPort {
  write(bytes: Uint8Array): void;
  /** All that came since the port was opened. */
  received(): Buffer;
  /** Forgets what came. */
  forget(): void;
  readUntil(enough: (bytes: Buffer) => boolean, timeoutMs?: number): Promise<Buffer>;
  close(): Promise<void>;
}

export async function openTestPort(path: string): Promise<TestPort> {
  const port = new SerialPort({ path, baudRate: 9600, autoOpen: false });
  let received = Buffer.alloc(0);
  port.on("data", (piece: Buffer) => {
    received = Buffer.concat([received, piece]);
  });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error ? reject(error) : resolve()));
  });
  return {
    write: (bytes) => {
      port.write(bytes);
    },
    received: () => received,
    forget: () => {
      received = Buffer.alloc(0);
    },
    readUntil: (enough, timeoutMs = 5000) =>
      eventually(
        () => {
          if (!enough(received)) {
            throw new Error(`not enough yet: ${JSON.stringify(received.toString("latin1"))}`);
          }
          return received;
        },
        { timeoutMs, intervalMs: 5 },
      ),
    close: () =>
      new Promise<void>((resolve) => {
        if (port.isOpen) port.close(() => resolve());
        else resolve();
      }),
  };
}
