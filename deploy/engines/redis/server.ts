import { once } from "node:events";
import { writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { createEngine, type Engine } from "../engine-process.ts";
import { withConnection } from "../loopback-connection.ts";
import { loopback } from "../loopback-ports.ts";

export interface RedisOptions {
  readonly folder: string;
  readonly port: number;
  /** Whether it keeps its data over SIGKILL; else it starts empty each time, as a cache. */
  readonly isPersistent: boolean;
}

/** One Redis that does not run yet. */
export function createRedis({ folder, port, isPersistent }: RedisOptions): Engine {
  const configFile = join(folder, "redis.conf");
  return createEngine({
    ...{ kind: "redis", name: "Redis", folder, port },
    async prepare() {
      const lines = [
        `bind ${loopback}`,
        `port ${port}`,
        `dir ${folder}`,
        'save ""',
        `appendonly ${isPersistent ? "yes" : "no"}`,
        "appendfsync everysec",
        // Its command line stays as it is, which tells our processes from others.
        "set-proc-title no",
      ];
      writeFileSync(configFile, `${lines.join("\n")}\n`);
    },
    command: ["redis-server", configFile],
    answers: (_log, signal) => withConnection(port, signal, ping),
    startTimeoutMs: 20_000,
    stopTimeoutMs: 10_000,
  });
}

async function ping(socket: Socket): Promise<boolean> {
  socket.write("PING\r\n");
  const [answer] = await once(socket, "data");
  return String(answer).startsWith("+PONG");
}
