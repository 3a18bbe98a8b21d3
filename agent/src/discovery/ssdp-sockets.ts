import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import ssdp from "node-ssdp";

export interface SsdpSocketEvents {
  readonly onDatagram: (datagram: Uint8Array, from: RemoteInfo) => void;
  /** A socket does not work; the others do. */
  readonly onError: (error: Error) => void;
}

/**
 * node-ssdp's client on the addresses that it is given, loopback among them, which the library
 * itself leaves out. With `sourcePort` 1900 it hears announcements; with any port it searches and
 * hears the answers.
 */
export class SsdpSockets extends ssdp.Client {
  readonly #addresses: readonly string[];
  readonly #events: SsdpSocketEvents;
  readonly #unusable = Promise.withResolvers<never>();

  constructor(addresses: readonly string[], sourcePort: number, events: SsdpSocketEvents) {
    // A search leaves through the interface of its socket's address; an announcement comes to the
    // group, which only a socket on every address hears.
    super({ sourcePort, explicitSocketBind: sourcePort === 0, customLogger: () => {} });
    this.#addresses = addresses;
    this.#events = events;
    this.#unusable.promise.catch(() => {});
  }

  /** Resolves when all of them hear. @throws Error of the first that cannot be bound, for which the library would wait for ever. */
  override async start(): Promise<void> {
    await Promise.race([super.start(), this.#unusable.promise]);
  }

  override _createSockets(): void {
    this.sockets = Object.fromEntries(
      this.#addresses.map((address) => [address, this.#createSocket(address)]),
    );
  }

  /** The library's own reading knows only CRLF, and no status line without a reason. */
  override _parseMessage(datagram: Buffer, from: RemoteInfo): void {
    this.#events.onDatagram(datagram, from);
  }

  #createSocket(address: string): Socket {
    const socket = createSocket({ type: "udp4", reuseAddr: true });
    socket.unref();
    socket.on("error", this.#events.onError);
    socket.once("error", this.#unusable.reject);
    const join = socket.addMembership.bind(socket);
    // The library joins inside of an event, where a failure would end the process.
    socket.addMembership = (group, through) => this.#attempt(() => join(group, through));
    socket.once("listening", () => this.#attempt(() => socket.setMulticastInterface(address)));
    return socket;
  }

  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#events.onError(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
