import { closeSync, lstatSync, symlinkSync, unlinkSync, write } from "node:fs";
import { join } from "node:path";
import { ReadStream } from "node:tty";
import { type Clock, makePrivateFolder } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import { openPty, type PtyPair } from "./pty.ts";
import type { SerialWire } from "./serial-wire.ts";

/** Output kept for a reader that is slow; a UART keeps less. */
const queueLimitBytes = 64 * 1024;
const retryMs = 10;
/** After this long without a reader the output is lost, as on a cable that nobody listens to. */
const patienceMs = 500;
/**
 * Between the last byte and the hang-up. A read in flight at the hang-up returns 0, and serialport 13 then reads for ever
 * instead of closing; a hand that pulls a cable is slower than that.
 */
const quietMs = 50;

interface Cable {
  readonly pty: PtyPair;
  readonly master: ReadStream;
  /** Holds the line in raw mode and the master alive while no program has the port open; never read. */
  readonly slave: ReadStream;
}

export interface SerialEndpointOptions {
  /** Folder of the links; made if it is missing. */
  readonly dir: string;
  /** Name of the link in the folder. */
  readonly name: string;
  readonly clock: Clock;
  /** Bytes from the program that has the port open. */
  readonly onData: (bytes: Buffer) => void;
}

/**
 * One serial port of the lab: a pseudo-terminal behind a link `<dir>/<name>`. Unplugged, the link is gone and a
 * program that has the port open is told so; plugged again, it is a new pseudo-terminal under the same name.
 *
 * ```
 *   device ── master ══ pty ══ slave ◀── <dir>/<name> ── any program
 * ```
 */
export class SerialEndpoint implements SerialWire {
  readonly path: string;
  readonly #options: SerialEndpointOptions;
  #cable: Cable | undefined;
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  #writing: Promise<void> | undefined;
  #unplugging: Promise<void> | undefined;
  #droppedBytes = 0;

  constructor(options: SerialEndpointOptions) {
    this.#options = options;
    this.path = join(options.dir, options.name);
  }

  get addresses(): { readonly serial: string } {
    return { serial: this.path };
  }

  get plugged(): boolean {
    return this.#cable !== undefined;
  }

  /** Output that no program read in time. */
  get droppedBytes(): number {
    return this.#droppedBytes;
  }

  /**
   * Makes the port appear. Does nothing if it is there.
   * @throws RaeError `config-invalid` if something that is no link lies at the path.
   */
  async plug(): Promise<void> {
    if (this.#cable !== undefined) return;
    makePrivateFolder(this.#options.dir);
    this.#removeLink();
    const pty = openPty();
    const slave = new ReadStream(pty.slave);
    // Else the line would echo what the device says back to the device until a program opens the port.
    slave.setRawMode(true);
    const master = new ReadStream(pty.master);
    master.on("data", this.#options.onData);
    master.on("error", () => {});
    this.#cable = { pty, master, slave };
    symlinkSync(pty.path, this.path);
  }

  /** Makes the port vanish; resolves when its descriptors are closed. */
  unplug(): Promise<void> {
    const cable = this.#cable;
    if (cable !== undefined) this.#unplugging = this.#pull(cable);
    return this.#unplugging ?? Promise.resolve();
  }

  async #pull(cable: Cable): Promise<void> {
    this.#cable = undefined;
    // What a program says from now on reaches nobody.
    cable.master.removeAllListeners("data");
    this.#removeLink();
    this.#dropQueue();
    await this.#writing;
    await this.#pause(quietMs);
    await Promise.all([destroyed(cable.master), destroyed(cable.slave)]);
    closeIfOpen(cable.pty.slave);
  }

  /** Sends bytes to the program that has the port open; they are lost if there is none, or no cable. */
  write(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.#cable === undefined || this.#queuedBytes + bytes.length > queueLimitBytes) {
      this.#droppedBytes += bytes.length;
      return;
    }
    this.#queue.push(Buffer.from(bytes));
    this.#queuedBytes += bytes.length;
    this.#writing ??= this.#drain().finally(() => {
      this.#writing = undefined;
    });
  }

  close(): Promise<void> {
    return this.unplug();
  }

  async #drain(): Promise<void> {
    let waitedMs = 0;
    for (;;) {
      const head = this.#queue[0];
      const cable = this.#cable;
      if (head === undefined || cable === undefined) return;
      const written = await writeSome(cable.pty.master, head);
      // An unplug has emptied the queue meanwhile.
      if (this.#queue[0] !== head) continue;
      if (written > 0) {
        waitedMs = 0;
        this.#queuedBytes -= written;
        if (written === head.length) this.#queue.shift();
        else this.#queue[0] = head.subarray(written);
      } else if (waitedMs >= patienceMs) {
        this.#dropQueue();
      } else {
        waitedMs += retryMs;
        await this.#pause(retryMs);
      }
    }
  }

  #pause(forMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#options.clock.schedule(forMs, resolve);
    });
  }

  #dropQueue(): void {
    this.#droppedBytes += this.#queuedBytes;
    this.#queue = [];
    this.#queuedBytes = 0;
  }

  #removeLink(): void {
    const found = lstatSync(this.path, { throwIfNoEntry: false });
    if (found === undefined) return;
    if (!found.isSymbolicLink()) {
      throw new RaeError("config-invalid", `${this.path} is in the way of a virtual serial port`);
    }
    unlinkSync(this.path);
  }
}

/** Bytes written; 0 if the line takes none now or is gone. */
function writeSome(descriptor: number, bytes: Buffer): Promise<number> {
  return new Promise((resolve) => {
    write(descriptor, bytes, (error, written) => resolve(error === null ? written : 0));
  });
}

function destroyed(stream: ReadStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once("close", () => resolve());
    stream.destroy();
  });
}

/** The stream reopens the slave by its path on most kernels, and takes the descriptor itself on the others. */
function closeIfOpen(descriptor: number): void {
  try {
    closeSync(descriptor);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EBADF") throw error;
  }
}
