declare module "node-ssdp" {
  import type { RemoteInfo, Socket } from "node:dgram";
  import { EventEmitter } from "node:events";

  namespace ssdp {
    interface ClientOptions {
      readonly sourcePort?: number;
      readonly explicitSocketBind?: boolean;
      readonly ssdpTtl?: number;
      readonly customLogger?: (message: string, ...facts: unknown[]) => void;
    }
    class Client extends EventEmitter {
      constructor(options: ClientOptions);
      sockets: Record<string, Socket> | null;
      _createSockets(): void;
      _parseMessage(datagram: Buffer, from: RemoteInfo): void;
      start(): Promise<void>;
      stop(): void;
      search(target: string): void;
    }
  }
  export = ssdp;
}
