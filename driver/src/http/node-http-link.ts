import type { ClientRequest, IncomingMessage } from "node:http";
import { connect } from "node:net";
import { RaeError } from "@rae/protocol";
import { abortedError, isTimeUp } from "../aborted.ts";
import { httpAddress } from "../http-address.ts";
import type { HttpLink, HttpReply } from "../link.ts";

// An import of it would read all its exports, WebSocket among them, and so load a client of 10 MB that nothing here uses.
const { request: startRequest } = process.getBuiltinModule("node:http");

const maxBodyBytes = 2 ** 20;

/**
 * Requests to a device's HTTP service, each on a connection of its own: a kept one that the device drops just as a key
 * press is sent on it would leave open whether the key was pressed.
 */
export class NodeHttpLink implements HttpLink {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly #closed = new AbortController();

  constructor(baseUrl: string) {
    const { host, port } = httpAddress(baseUrl);
    this.id = `http:${host}:${port}`;
    this.host = host;
    this.port = port;
  }

  async request(
    method: "GET" | "POST" | "DELETE",
    path: string,
    options: { readonly signal: AbortSignal; readonly body?: string },
  ): Promise<HttpReply> {
    const { signal, body } = options;
    const closed = this.#closed.signal;
    const outgoing = startRequest({
      host: this.host,
      port: this.port,
      method,
      path,
      // Without an agent of Node's, which would be made anew for each request.
      createConnection: () => connect({ host: this.host, port: this.port }),
      headers:
        method === "GET"
          ? { connection: "close" }
          : // ECP counts a POST without a body; without the length some devices wait for one.
            { connection: "close", "content-length": Buffer.byteLength(body ?? "") },
    });
    let connected = false;
    outgoing.once("socket", (socket) => socket.once("connect", () => (connected = true)));
    const onAbort = () => outgoing.destroy();
    for (const each of [signal, closed]) each.addEventListener("abort", onAbort, { once: true });
    try {
      signal.throwIfAborted();
      closed.throwIfAborted();
      return await exchange(outgoing, body);
    } catch (error) {
      outgoing.destroy();
      const ended = signal.aborted ? signal : closed;
      throw this.#translate(error, ended, connected, `${method} ${path}`);
    } finally {
      for (const each of [signal, closed]) each.removeEventListener("abort", onAbort);
    }
  }

  async close(): Promise<void> {
    this.#closed.abort(new RaeError("link-unavailable", `${this.id} is closed`));
  }

  #translate(error: unknown, signal: AbortSignal, connected: boolean, what: string): unknown {
    const details = { link: this.id, request: what };
    if (signal.aborted) {
      if (isTimeUp(signal) && !connected) {
        return new RaeError("unreachable", `${this.host}:${this.port} does not take connections`, {
          cause: signal.reason,
          details,
        });
      }
      return abortedError(signal, `${this.host}:${this.port} did not answer ${what} in time`);
    }
    if (error instanceof RaeError) return error;
    const message = error instanceof Error ? error.message : String(error);
    if (!connected) {
      return new RaeError(
        "unreachable",
        `${this.host}:${this.port} cannot be reached: ${message}`,
        {
          cause: error,
          details,
        },
      );
    }
    return new RaeError("bad-reply", `the answer to ${what} is not whole HTTP: ${message}`, {
      cause: error,
      details,
    });
  }
}

function exchange(outgoing: ClientRequest, body: string | undefined): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    outgoing.once("error", reject);
    outgoing.once("response", (response) => readReply(response).then(resolve, reject));
    outgoing.end(body);
  });
}

function readReply(response: IncomingMessage): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let sizeBytes = 0;
    response.on("data", (piece: Buffer) => {
      sizeBytes += piece.length;
      pieces.push(piece);
      if (sizeBytes <= maxBodyBytes) return;
      reject(new RaeError("bad-reply", `the answer is larger than ${maxBodyBytes} bytes`));
      response.destroy();
    });
    response.once("error", reject);
    response.once("end", () => {
      const bytes = Buffer.concat(pieces);
      resolve({
        status: response.statusCode ?? 0,
        headers: headersOf(response),
        bytes,
        text: () => bytes.toString("utf8"),
      });
    });
  });
}

function headersOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return joined;
}
