import { readSync, writeSync } from "node:fs";
import { SerialPort } from "serialport";

/** The parts of the library's port on Linux that reading and writing need. */
interface UnixPort {
  readonly fd: number | null;
  readonly poller: {
    once(event: "readable", callback: (error: Error | null) => void): unknown;
  };
  read(
    buffer: Buffer,
    offset: number,
    length: number,
  ): Promise<{ readonly buffer: Buffer; readonly bytesRead: number }>;
  write(buffer: Buffer): Promise<void>;
}

interface Binding {
  list(): Promise<unknown>;
  open(options: { readonly path: string; readonly baudRate: number }): Promise<object>;
}

const libraryBinding: Binding = SerialPort.binding;

/**
 * The library's binding with a reader that knows the end of a terminal. A port that is unplugged is hung up, and reads as
 * zero bytes from then on; the library's own reader (13.0.0, unix-read) then asks again without end, which takes a whole
 * core and never tells of the loss. What a port takes at once is written at once.
 */
export const serialBinding: Binding = {
  list: () => libraryBinding.list(),
  async open(options) {
    const port = await libraryBinding.open(options);
    if (isUnixPort(port)) {
      port.read = (buffer, offset, length) => readOrHangUp(port, buffer, offset, length);
      const libraryWrite = port.write.bind(port);
      port.write = (buffer) => libraryWrite(buffer.subarray(writeAtOnce(port, buffer)));
    }
    return port;
  },
};

function isUnixPort(port: object): port is UnixPort {
  return "poller" in port && "fd" in port;
}

async function readOrHangUp(port: UnixPort, buffer: Buffer, offset: number, length: number) {
  for (;;) {
    if (port.fd === null) throw canceled();
    // Asked first, so that there is something to read; the port is open for reads that never wait (O_NONBLOCK), and a
    // thread for each of them would cost more than the read.
    await new Promise<void>((resolve, reject) => {
      port.poller.once("readable", (error) => (error ? reject(error) : resolve()));
    });
    if (port.fd === null) throw canceled();
    try {
      const bytesRead = readSync(port.fd, buffer, offset, length, null);
      // VMIN is 1 (termios): an open terminal gives EAGAIN rather than nothing.
      if (bytesRead === 0) throw new Error("the terminal was hung up");
      return { buffer, bytesRead };
    } catch (error) {
      if (port.fd === null) throw canceled();
      if (!(error instanceof Error && "code" in error && isAgain(error.code))) throw error;
    }
  }
}

/** How many bytes the port takes now; a thread for a few bytes would cost more than their write, which never waits. */
function writeAtOnce({ fd }: UnixPort, buffer: Buffer): number {
  if (fd === null) return 0;
  try {
    return writeSync(fd, buffer);
  } catch {
    // The library's own write meets the same error, waits if that is all there is to do, and tells of it.
    return 0;
  }
}

function isAgain(code: unknown): boolean {
  return code === "EAGAIN" || code === "EWOULDBLOCK" || code === "EINTR";
}

/** As the library marks a read that its own close ended. */
function canceled(): Error {
  return Object.assign(new Error("the port is closed"), { canceled: true });
}
