import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { connect } from "node:tls";
import { createEngine, type Engine } from "../engine-process.ts";
import { withConnection } from "../loopback-connection.ts";
import { loopback } from "../loopback-ports.ts";
import type { ServerSecrets } from "../secured.ts";

export interface RedisOptions {
  readonly folder: string;
  readonly port: number;
  /** Whether it keeps its data over SIGKILL; else it starts empty each time, as a cache. */
  readonly isPersistent: boolean;
  readonly secrets: ServerSecrets | undefined;
}

/** One Redis that does not run yet. */
export function createRedis({ folder, port, isPersistent, secrets }: RedisOptions): Engine {
  const configFile = join(folder, "redis.conf");
  return createEngine({
    ...{ kind: "redis", name: "Redis", folder, port },
    async prepare() {
      const lines = [
        `bind ${loopback}`,
        ...(secrets === undefined ? [`port ${port}`] : securityLines(port, secrets)),
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
    answers: (_log, signal) => withConnection(port, signal, (socket) => ping(socket, secrets)),
    startTimeoutMs: 20_000,
    stopTimeoutMs: 10_000,
  });
}

function securityLines(port: number, secrets: ServerSecrets): readonly string[] {
  const { caFile, certFile, keyFile, username, password } = secrets;
  return [
    ...["port 0", `tls-port ${port}`, "tls-auth-clients no"],
    ...[`tls-cert-file ${certFile}`, `tls-key-file ${keyFile}`, `tls-ca-cert-file ${caFile}`],
    ...["user default off", `user ${username} on >${password} ~* &* +@all`],
  ];
}

async function ping(socket: Socket, secrets: ServerSecrets | undefined): Promise<boolean> {
  if (secrets === undefined) return (await ask(socket, "PING")).startsWith("+PONG");
  const { caFile, username, password } = secrets;
  const secured = connect({ socket, host: loopback, ca: readFileSync(caFile) });
  await once(secured, "secureConnect");
  await ask(secured, `AUTH ${username} ${password}`);
  return (await ask(secured, "PING")).startsWith("+PONG");
}

async function ask(socket: Socket, command: string): Promise<string> {
  socket.write(`${command}\r\n`);
  const [answer] = await once(socket, "data");
  return String(answer);
}
