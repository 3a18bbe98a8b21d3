import { createServer, type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Clock, Closable } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import type { ReplyPlan } from "../faults/active-faults.ts";
import { noise } from "../faults/noise.ts";

export interface DeviceRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  readonly body: string;
}

export interface DeviceResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export interface HttpEndpointOptions {
  readonly host: string;
  /** 0 takes a free one, and keeps it from then on. */
  readonly port: number;
  readonly clock: Clock;
  /** Seed of the noise that a garbage answer is made of. */
  readonly seed: number;
  /** Undefined: the request is swallowed and never answered. */
  readonly answer: (
    request: DeviceRequest,
  ) => { readonly response: DeviceResponse; readonly plan: ReplyPlan } | undefined;
}

const bodyLimitBytes = 64 * 1024;

/** An HTTP server of a device, whose answers can be late, cut, noise or reset. It can go away and come back. */
export class HttpEndpoint implements Closable {
  readonly #options: HttpEndpointOptions;
  #server: Server | undefined;
  #port: number;
  #silent = false;
  /** Cancels answers that are still to come. */
  readonly #pending = new Set<() => void>();

  constructor(options: HttpEndpointOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  get listening(): boolean {
    return this.#server !== undefined;
  }

  get port(): number {
    return this.#port;
  }

  /** A silent endpoint takes connections and never says a byte on them. */
  set silent(silent: boolean) {
    this.#silent = silent;
  }

  /**
   * Begins to listen. Does nothing if it does already.
   * @throws RaeError `port-in-use` if another program has the port.
   */
  async open(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((request, response) => {
      this.#serve(request, response.socket).catch(() => response.socket?.destroy());
    });
    this.#server = server;
    try {
      await listen(server, this.#options.host, this.#port);
    } catch (error) {
      this.#server = undefined;
      throw error;
    }
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Stops listening and drops every connection: later ones are refused. */
  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    for (const cancel of this.#pending) cancel();
    this.#pending.clear();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  async #serve(request: IncomingMessage, socket: Socket | null): Promise<void> {
    const body = await readBody(request);
    if (socket === null || this.#silent) return;
    const method = request.method ?? "GET";
    const answer = this.#options.answer({ method, target: request.url ?? "/", body });
    if (answer === undefined) return;
    const { response, plan } = answer;
    const send = () => this.#send(socket, serialize(response), plan.shape);
    if (plan.delayMs === 0) {
      send();
      return;
    }
    const cancel = this.#options.clock.schedule(plan.delayMs, () => {
      this.#pending.delete(cancel);
      send();
    });
    this.#pending.add(cancel);
  }

  #send(socket: Socket, bytes: Buffer, shape: ReplyPlan["shape"]): void {
    const half = bytes.subarray(0, Math.floor(bytes.length / 2));
    switch (shape) {
      case "nothing":
        return;
      case "half":
        socket.write(half);
        return;
      case "garbage":
        socket.end(noise(this.#options.seed, bytes.length));
        return;
      case "reset":
        socket.write(half, () => socket.resetAndDestroy());
        return;
      case "whole":
        // Devices of this kind close after each answer, which also keeps an answer from being taken for a later request's.
        socket.end(bytes);
    }
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE") reject(error);
      else {
        const sentence = `port ${port} of ${host} is taken`;
        reject(new RaeError("port-in-use", sentence, { cause: error, details: { host, port } }));
      }
    });
    server.listen(port, host, resolve);
  });
}

function serialize({ status, headers, body }: DeviceResponse): Buffer {
  const bytes = typeof body === "string" ? Buffer.from(body, "utf8") : body;
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${bytes.length}`,
    "Connection: close",
  ];
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), bytes]);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    sizeBytes += piece.length;
    if (sizeBytes > bodyLimitBytes) throw new Error("the request body is too large");
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}
