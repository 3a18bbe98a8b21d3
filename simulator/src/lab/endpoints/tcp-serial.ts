import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { listenOn } from "./listen-on.ts";
import type { SerialWire } from "./serial-wire.ts";
import { encodeTelnet, TelnetDecoder, telnetGreeting } from "./telnet.ts";

export interface TcpSerialOptions {
  readonly host: string;
  /** 0 takes a free one, and keeps it from then on. */
  readonly port: number;
  /** Bytes from the programs that are connected. */
  readonly onData: (bytes: Buffer) => void;
  /** Whether a connection is closed as soon as it is there. */
  readonly closesAtOnce: () => boolean;
  /** Whether a connection that begins now speaks telnet. */
  readonly speaksTelnet: () => boolean;
}

/** Output that a client may leave unread; a serial server keeps less. */
const unsentLimitBytes = 64 * 1024;

/** A serial port behind a serial server: every client hears the device, and the device hears every client. */
export class TcpSerialEndpoint implements SerialWire {
  readonly #options: TcpSerialOptions;
  /** Each client, and how bytes for it are put. */
  readonly #clients = new Map<Socket, (bytes: Uint8Array) => Uint8Array>();
  #server: Server | undefined;
  #port: number;
  #droppedBytes = 0;

  constructor(options: TcpSerialOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  get addresses(): { readonly tcp: string } {
    return { tcp: `${this.#options.host}:${this.#port}` };
  }

  get plugged(): boolean {
    return this.#server !== undefined;
  }

  get droppedBytes(): number {
    return this.#droppedBytes;
  }

  async plug(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer({ noDelay: true }, (socket) => this.#take(socket));
    await listenOn(server, this.#options.host, this.#port);
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  async unplug(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of this.#clients.keys()) socket.destroy();
    });
  }

  write(bytes: Uint8Array): void {
    if (this.#clients.size === 0) this.#droppedBytes += bytes.length;
    for (const [socket, encode] of this.#clients) {
      if (socket.writableLength > unsentLimitBytes) this.#droppedBytes += bytes.length;
      else socket.write(encode(bytes));
    }
  }

  close(): Promise<void> {
    return this.unplug();
  }

  #take(socket: Socket): void {
    socket.on("error", () => {});
    if (this.#options.closesAtOnce()) {
      socket.end();
      return;
    }
    socket.once("close", () => this.#clients.delete(socket));
    if (!this.#options.speaksTelnet()) {
      this.#clients.set(socket, (bytes) => bytes);
      socket.on("data", (bytes) => this.#hear(socket, bytes));
      return;
    }
    const decoder = new TelnetDecoder();
    socket.write(telnetGreeting);
    this.#clients.set(socket, encodeTelnet);
    socket.on("data", (bytes) => {
      const { data, reply } = decoder.push(bytes);
      if (reply.length > 0) socket.write(reply);
      this.#hear(socket, data);
    });
  }

  #hear(socket: Socket, bytes: Buffer): void {
    // A client that was there before the fault finds the connection closed when it speaks.
    if (this.#options.closesAtOnce()) socket.destroy();
    else if (bytes.length > 0) this.#options.onData(bytes);
  }
}
