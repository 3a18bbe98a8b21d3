import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";

export interface SsdpSocketEvents {
  readonly onDatagram: (datagram: Uint8Array, from: RemoteInfo) => void;
  /** A socket does not work; the others do. */
  readonly onError: (error: Error) => void;
}

/** Group and port of SSDP over IPv4 (UPnP Device Architecture 1.1, 1). */
const group = "239.255.255.250";
const groupPort = 1900;
/** Routers between segments pass a search on (UPnP Device Architecture 1.0 and most of its clients). */
const hops = 4;
/** Within how many seconds devices spread out their answers. */
const answerWithinS = 3;

/**
 * Sockets for SSDP, one on each of the addresses that it is given. On port 1900 they hear announcements; on any
 * port (0) they search and hear the answers.
 */
export class SsdpSockets {
  readonly #sockets: ReadonlyMap<string, Socket>;
  readonly #port: number;
  readonly #events: SsdpSocketEvents;

  constructor(addresses: readonly string[], port: number, events: SsdpSocketEvents) {
    this.#port = port;
    this.#events = events;
    this.#sockets = new Map(addresses.map((address) => [address, this.#createSocket(address)]));
  }

  /** Resolves when all of them hear. @throws Error of the first that cannot be bound. */
  async start(): Promise<void> {
    await Promise.all(
      [...this.#sockets].map(async ([address, socket]) => {
        // A search leaves through the interface of its socket's address; an announcement comes to the
        // group, which only a socket on every address hears.
        socket.bind(this.#port, this.#port === 0 ? address : undefined);
        await once(socket, "listening");
      }),
    );
  }

  /** Asks every device of this kind to answer. */
  search(target: string): void {
    const lines = [
      "M-SEARCH * HTTP/1.1",
      `HOST: ${group}:${groupPort}`,
      `ST: ${target}`,
      'MAN: "ssdp:discover"',
      `MX: ${answerWithinS}`,
    ];
    const datagram = `${lines.join("\r\n")}\r\n\r\n`;
    for (const socket of this.#sockets.values()) {
      // A search that is lost is repeated, whatever the reason.
      socket.send(datagram, groupPort, group, () => {});
    }
  }

  stop(): void {
    for (const socket of this.#sockets.values()) socket.close();
  }

  #createSocket(address: string): Socket {
    const { onDatagram, onError } = this.#events;
    const socket = createSocket({ type: "udp4", reuseAddr: true });
    socket.unref();
    socket.on("error", onError);
    socket.on("message", onDatagram);
    socket.once("listening", () => {
      this.#attempt(() => socket.addMembership(group, address));
      this.#attempt(() => socket.setMulticastTTL(hops));
      this.#attempt(() => socket.setMulticastInterface(address));
    });
    return socket;
  }

  /** Thrown inside of an event it would end the process. */
  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#events.onError(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
