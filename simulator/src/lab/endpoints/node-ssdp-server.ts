import type { Socket } from "node:dgram";
import { createRequire } from "node:module";

/** An answer comes as the library's own object, an announcement as our bytes. */
export type SsdpMessage = Buffer | { toBuffer(): Buffer };

/** What we use of node-ssdp's `Server` (4.0.1), its underscored members included: it has no other way to name interfaces. */
export interface SsdpServerLike {
  sockets: Record<string, Socket> | null;
  _usns: Record<string, string>;
  _parseMessage(message: string, remote: { address: string; port: number }): void;
  _getHeaders(message: string): Record<string, string>;
  _respondToSearch(target: string, remote: { address: string; port: number }): void;
  _send(message: SsdpMessage, host: string, port: number, done: () => void): void;
}

interface SsdpServerConstructor {
  new (options: {
    udn: string;
    location: string;
    ttl: number;
    ssdpSig: string;
    suppressRootDeviceAdvertisements: boolean;
    headers: Record<string, string>;
  }): SsdpServerLike;
}

/** The class itself; the package carries no types. */
export const NodeSsdpServer: SsdpServerConstructor = (
  createRequire(import.meta.url)("node-ssdp") as { Server: SsdpServerConstructor }
).Server;
