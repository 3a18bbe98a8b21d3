import { createSocket, type Socket } from "node:dgram";
import { BlockList } from "node:net";
import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";
import { type Clock, type Closable, repeat } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import { NodeSsdpServer, type SsdpMessage } from "./node-ssdp-server.ts";
import { type SsdpFault, spoilDatagram } from "./ssdp-faults.ts";

const group = "239.255.255.250";
const port = 1900;
/** Well under max-age, so that a lost announcement costs nothing (UPnP Device Architecture 1.1, 1.2.2). */
const announceEveryMs = 20 * 60_000;
const maxAgeS = 3600;

export interface SsdpEndpointOptions {
  /** Names of the interfaces on which the device is seen. `lo` works. */
  readonly interfaces: readonly string[];
  /** Search targets and the unique service name under which the device answers each. */
  readonly services: Readonly<Record<string, string>>;
  readonly location: string;
  /** Value of the `SERVER` header. */
  readonly server: string;
  readonly clock: Clock;
  /** How it writes now; undefined: as it should. */
  readonly fault?: () => SsdpFault | undefined;
}

/** What announces a device by SSDP on named interfaces, IPv4 only. */
export class SsdpEndpoint implements Closable {
  readonly #options: SsdpEndpointOptions;
  #advertiser: Advertiser | undefined;
  #stopRepeating = () => {};

  constructor(options: SsdpEndpointOptions) {
    this.#options = options;
  }

  /**
   * Joins the group, says `ssdp:alive` and answers searches from now on.
   * @throws RaeError `config-invalid` if an interface does not exist or has no IPv4 address.
   */
  async open(): Promise<void> {
    if (this.#advertiser !== undefined) return;
    const advertiser = new Advertiser(this.#options);
    await advertiser.join();
    this.#advertiser = advertiser;
    await advertiser.announce("ssdp:alive");
    this.#stopRepeating = repeat(
      this.#options.clock,
      announceEveryMs,
      () => advertiser.announce("ssdp:alive"),
      () => {},
    );
  }

  /** Says `ssdp:byebye` and `ssdp:alive` again, and stays. */
  async goodbye(): Promise<void> {
    await this.#advertiser?.announce("ssdp:byebye");
    await this.#advertiser?.announce("ssdp:alive");
  }

  /** Falls silent without a word, as a device does that loses power. */
  async vanish(): Promise<void> {
    this.#stopRepeating();
    const advertiser = this.#advertiser;
    this.#advertiser = undefined;
    await advertiser?.leave();
  }

  /** Says `ssdp:byebye`, then falls silent. */
  async close(): Promise<void> {
    await this.#advertiser?.announce("ssdp:byebye");
    await this.vanish();
  }
}

class Advertiser extends NodeSsdpServer {
  readonly #options: SsdpEndpointOptions;
  readonly #neighbours = new BlockList();

  constructor(options: SsdpEndpointOptions) {
    super({
      udn: "uuid:unused",
      location: options.location,
      ttl: maxAgeS,
      ssdpSig: options.server,
      suppressRootDeviceAdvertisements: true,
      headers: {},
    });
    this.#options = options;
    this._usns = { ...options.services };
  }

  async join(): Promise<void> {
    const own = this.#options.interfaces.flatMap(addressesOf);
    this.sockets = Object.fromEntries(
      own.map((info) => [info.address, createSocket({ type: "udp4", reuseAddr: true })]),
    );
    for (const info of own) {
      this.#neighbours.addSubnet(info.address, prefixOf(info), "ipv4");
    }
    try {
      await Promise.all(
        Object.entries(this.sockets).map(([address, socket]) => this.#bind(address, socket)),
      );
    } catch (error) {
      await this.leave();
      throw error;
    }
  }

  async leave(): Promise<void> {
    const sockets = Object.values(this.sockets ?? {});
    this.sockets = null;
    await Promise.all(sockets.map((socket) => new Promise<void>((done) => socket.close(done))));
  }

  /** Resolves when the announcements have left. */
  async announce(kind: "ssdp:alive" | "ssdp:byebye"): Promise<void> {
    for (const [type, usn] of Object.entries(this.#options.services)) {
      const alive = [
        `Cache-Control: max-age=${maxAgeS}`,
        `Location: ${this.#options.location}`,
        `Server: ${this.#options.server}`,
      ];
      const lines = [
        "NOTIFY * HTTP/1.1",
        `Host: ${group}:${port}`,
        ...(kind === "ssdp:alive" ? alive : []),
        `NT: ${type}`,
        `NTS: ${kind}`,
        `USN: ${usn}`,
      ];
      const message = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "ascii");
      await new Promise<void>((sent) => {
        if (this.sockets === null) sent();
        else this._send(message, group, port, sent);
      });
    }
  }

  override _send(message: SsdpMessage, host: string, to: number, done: () => void): void {
    const bytes = Buffer.isBuffer(message) ? message : message.toBuffer();
    const fault = this.#options.fault?.();
    const written =
      fault === undefined ? bytes : Buffer.from(spoilDatagram(bytes.toString(), fault));
    super._send(written, host, to, done);
  }

  override _parseMessage(message: string, remote: { address: string; port: number }): void {
    const text = message.toString().replace(/\r?\n/g, "\r\n");
    // Every socket on the port hears the group on every interface that anybody joined (IP_MULTICAST_ALL).
    if (this.sockets === null || !this.#neighbours.check(remote.address)) return;
    if (!/^m-search /i.test(text)) return;
    const { MAN: extension, ST: target } = this._getHeaders(text);
    // Roku's own example of a search has no MX header, and devices answer it.
    if (extension === undefined || target === undefined) return;
    this._respondToSearch(target.trim(), remote);
  }

  #bind(address: string, socket: Socket): Promise<void> {
    return new Promise((resolve, reject) => {
      socket.once("error", reject);
      socket.on("message", (message, remote) => this._parseMessage(message.toString(), remote));
      socket.bind(port, () => {
        socket.addMembership(group, address);
        socket.setMulticastInterface(address);
        socket.setMulticastTTL(4);
        socket.off("error", reject);
        // A send that fails (an interface that went) is a lost datagram, as on any network.
        socket.on("error", () => {});
        resolve();
      });
    });
  }
}

function addressesOf(name: string): NetworkInterfaceInfo[] {
  const found = (networkInterfaces()[name] ?? []).filter((info) => info.family === "IPv4");
  if (found.length > 0) return found;
  throw new RaeError("config-invalid", `interface ${name} does not exist or has no IPv4 address`, {
    details: { interfaces: Object.keys(networkInterfaces()) },
  });
}

function prefixOf(info: NetworkInterfaceInfo): number {
  return Number(info.cidr?.split("/")[1] ?? 32);
}
