import { once } from "node:events";
import { type AddressInfo, createServer, connect as openSocket, type Socket } from "node:net";

/** A wire that can be cut without either end noticing: no FIN, no RST, just silence. */
export interface TcpProxy {
  readonly port: number;
  /** Silences every connection that there is; new ones pass. */
  freeze(): void;
  /** Ends what `freeze` has silenced, as a router that comes back would. */
  reset(): void;
  close(): Promise<void>;
}

export async function openTcpProxy(targetPort: () => number): Promise<TcpProxy> {
  const live = new Set<readonly [Socket, Socket]>();
  const frozen = new Set<readonly [Socket, Socket]>();
  const server = createServer((near) => {
    const far = openSocket(targetPort(), "127.0.0.1");
    const pair = [near, far] as const;
    live.add(pair);
    near.on("data", (bytes) => live.has(pair) && far.write(bytes));
    far.on("data", (bytes) => live.has(pair) && near.write(bytes));
    for (const [socket, other] of [pair, pair.toReversed() as [Socket, Socket]]) {
      socket.on("error", () => {});
      socket.on("close", () => live.delete(pair) && other.destroy());
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const end = (pairs: Set<readonly [Socket, Socket]>) => {
    for (const [near, far] of pairs) {
      near.destroy();
      far.destroy();
    }
    pairs.clear();
  };
  return {
    port: (server.address() as AddressInfo).port,
    freeze() {
      for (const pair of live) frozen.add(pair);
      live.clear();
    },
    reset: () => end(frozen),
    async close() {
      end(frozen);
      end(live);
      server.close();
      await once(server, "close");
    },
  };
}
