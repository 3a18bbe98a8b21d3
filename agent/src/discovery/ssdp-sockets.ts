import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import ssdp from "node-ssdp";

type Headers = Readonly<Record<string, string>>;

/**
 * node-ssdp's client on the addresses that it is given, loopback among them, which the library itself leaves out. With
 * `sourcePort` 1900 it hears announcements; with any port it searches and hears the answers.
 */
export class SsdpSockets extends ssdp.Client {
  readonly #addresses: readonly string[];
  readonly #onError: (error: Error) => void;

  constructor(addresses: readonly string[], sourcePort: number, onError: (error: Error) => void) {
    // A search leaves through the interface of its socket's address; an announcement comes to the group, which only a
    // socket on every address hears.
    super({ sourcePort, explicitSocketBind: sourcePort === 0, customLogger: () => {} });
    this.#addresses = addresses;
    this.#onError = onError;
  }

  override _createSockets(): void {
    this.sockets = Object.fromEntries(
      this.#addresses.map((address) => [address, this.#createSocket(address)]),
    );
  }

  onHeard(listener: (headers: Headers, from: RemoteInfo) => void): void {
    this.on("response", (headers: Headers, status: number, from: RemoteInfo) => {
      if (status === 200) listener(headers, from);
    });
    this.on("advertise-alive", listener);
  }

  onBye(listener: (headers: Headers, from: RemoteInfo) => void): void {
    this.on("advertise-bye", listener);
  }

  #createSocket(address: string): Socket {
    const socket = createSocket({ type: "udp4", reuseAddr: true });
    socket.unref();
    socket.on("error", this.#onError);
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
      this.#onError(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
