import { closeSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, write } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ReadStream } from "node:tty";
import { promisify } from "node:util";
import { eventually } from "@rae/kit/testing";

interface NativePty {
  open(columns: number, rows: number): { master: number; slave: number; pty: string };
}

/** Loaded when a port is opened: who tests an HTTP driver need not have it installed. */
function loadNative(): NativePty {
  let installed: string;
  try {
    installed = createRequire(import.meta.url).resolve("@lydell/node-pty");
  } catch (error) {
    throw new Error("a virtual serial port needs the package @lydell/node-pty: install it", {
      cause: error,
    });
  }
  // The native part is a dependency of that package, and not of this one.
  return createRequire(installed)(`@lydell/node-pty-${process.platform}-${process.arch}/pty.node`);
}

/** A folder for links to ports, removed by `remove`. */
export function makePortFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "rae-ports-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/**
 * The device's end of a virtual serial port: a pseudo terminal whose other end lies at `path`. What the agent writes comes to
 * `onBytes`.
 */
export class VirtualPort {
  readonly path: string;
  onBytes: (bytes: Uint8Array) => void = () => {};
  #sending: Promise<void> = Promise.resolve();
  #plugged:
    | { readonly master: number; readonly slave: number; readonly reader: ReadStream }
    | undefined;

  constructor(path: string) {
    this.path = path;
    this.plug();
  }

  plug(): void {
    const { master, slave, pty } = loadNative().open(80, 24);
    const reader = new ReadStream(master);
    reader.on("data", (bytes: Buffer) => this.onBytes(bytes));
    // EIO is how a terminal tells that its other end is closed.
    reader.on("error", () => {});
    symlinkSync(pty, this.path);
    this.#plugged = { master, slave, reader };
  }

  unplug(): void {
    const plugged = this.#plugged;
    if (plugged === undefined) return;
    this.#plugged = undefined;
    unlinkSync(this.path);
    plugged.reader.destroy();
    closeSync(plugged.slave);
  }

  /** The device stops to take bytes. */
  freeze(): void {
    this.#plugged?.reader.pause();
  }

  thaw(): void {
    this.#plugged?.reader.resume();
  }

  /** Sends bytes, after those of the calls before. */
  send(data: string | Uint8Array): Promise<void> {
    this.#sending = this.#sending.then(() => this.#sendAll(Buffer.from(data)));
    return this.#sending;
  }

  async #sendAll(bytes: Buffer): Promise<void> {
    for (let sent = 0; sent < bytes.length; ) {
      const master = this.#plugged?.master;
      if (master === undefined) return;
      // The terminal holds 4 KiB; EAGAIN says that the agent has not read them yet.
      sent += await eventually(() => writeSome(master, bytes.subarray(sent)), { intervalMs: 1 });
    }
  }
}

const writeSome = promisify(
  (fd: number, bytes: Buffer, done: (error: Error | null, sent: number) => void) =>
    write(fd, bytes, done),
);
