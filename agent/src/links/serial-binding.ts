import { readSync, writeSync } from "node:fs";
import { SerialPort } from "serialport";

/** An open port, as the library's binding on Linux gives it. Its `read` is not used: see `readOrHangUp`. */
export interface OpenPort {
  /** Null once it is closed. */
  readonly fd: number | null;
  readonly poller: {
    once(event: "readable", callback: (error: Error | null) => void): unknown;
  };
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves when all that was written is out. */
  drain(): Promise<void>;
  /** Drops what is not out. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a port without the library's streams, which cost several times as much as what they do: a lab's ports mostly carry a few
 * bytes at a time.
 */
export async function openPort(path: string, baudRate: number): Promise<OpenPort> {
  const port: object = await SerialPort.binding.open({ path, baudRate });
  if (isOpenPort(port)) return port;
  throw new Error("serial ports are supported on Linux alone");
}

function isOpenPort(port: object): port is OpenPort {
  return "poller" in port && "fd" in port;
}

/** Writes what the port takes at once in place, for a thread would cost more than the write, which never waits; the rest by the library. */
export async function writeAll(port: OpenPort, bytes: Uint8Array): Promise<void> {
  const rest = bytes.subarray(writeAtOnce(port, bytes));
  if (rest.length > 0) await port.write(Buffer.from(rest));
  await port.drain();
}

/**
 * Reads until the port is closed or lost, `buffer` being written over each time. The library's own reader (13.0.0, unix-read) does
 * not know the end of a terminal: a port that is unplugged is hung up, and reads as zero bytes from then on, which that
 * reader asks again without end.
 * @throws Error if the port was lost.
 */
export async function readUntilClosed(
  port: OpenPort,
  buffer: Uint8Array,
  onBytes: (bytes: Uint8Array) => void,
): Promise<void> {
  while (port.fd !== null) {
    // Asked first, so that there is something to read; the port is open for reads that never wait (O_NONBLOCK), and a
    // thread for each of them would cost more than the read.
    const sizeBytes = await readable(port).then(
      () => readNow(port, buffer),
      (error: unknown) => failed(port, error),
    );
    if (sizeBytes > 0) onBytes(buffer.subarray(0, sizeBytes));
  }
}

function readable({ poller }: OpenPort): Promise<void> {
  return new Promise((resolve, reject) => {
    poller.once("readable", (error) => (error ? reject(error) : resolve()));
  });
}

function readNow(port: OpenPort, buffer: Uint8Array): number {
  if (port.fd === null) return 0;
  try {
    const sizeBytes = readSync(port.fd, buffer, 0, buffer.length, null);
    // VMIN is 1 (termios): an open terminal gives EAGAIN rather than nothing.
    if (sizeBytes === 0) throw new Error("the terminal was hung up");
    return sizeBytes;
  } catch (error) {
    return failed(port, error);
  }
}

/** Nothing was read: it is to be tried again, or the port was closed. @throws the error if it is another. */
function failed(port: OpenPort, error: unknown): 0 {
  const isPassing = error instanceof Error && "code" in error && isAgain(error.code);
  if (port.fd !== null && !isPassing) throw error;
  return 0;
}

function writeAtOnce({ fd }: OpenPort, bytes: Uint8Array): number {
  if (fd === null) return 0;
  try {
    return writeSync(fd, bytes);
  } catch {
    // The library's own write meets the same error, waits if that is all there is to do, and tells of it.
    return 0;
  }
}

function isAgain(code: unknown): boolean {
  return code === "EAGAIN" || code === "EWOULDBLOCK" || code === "EINTR";
}
