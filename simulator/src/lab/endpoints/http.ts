import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Clock, Closable } from "@rae/kit";
import type { ReplyPlan } from "../faults/active-faults.ts";
import { LateAnswers } from "../faults/late-answers.ts";
import { spoil } from "../faults/spoil.ts";
import { listenOn } from "./listen-on.ts";

export interface DeviceRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  readonly body: string;
}

export interface HttpEndpointOptions {
  readonly host: string;
  /** 0 takes a free one, and keeps it from then on. */
  readonly port: number;
  readonly clock: Clock;
  /** Seed of the noise that a garbage answer is made of. */
  readonly seed: number;
  /** The bytes of the response. Undefined: the request is swallowed and never answered. */
  readonly answer: (
    request: DeviceRequest,
  ) => { readonly bytes: Buffer; readonly plan: ReplyPlan } | undefined;
  /** Whether a connection is closed as soon as it is there. */
  readonly closesAtOnce: () => boolean;
}

const bodyLimitBytes = 64 * 1024;

/** An HTTP server of a device, whose answers can be late, cut, noise or reset. It can go away and come back. */
export class HttpEndpoint implements Closable {
  readonly #options: HttpEndpointOptions;
  readonly #late: LateAnswers;
  #server: Server | undefined;
  #port: number;
  #silent = false;

  constructor(options: HttpEndpointOptions) {
    this.#options = options;
    this.#port = options.port;
    this.#late = new LateAnswers(options.clock);
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
    server.on("connection", (socket) => {
      if (this.#options.closesAtOnce()) socket.destroy();
    });
    this.#server = server;
    try {
      await listenOn(server, this.#options.host, this.#port);
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
    this.#late.forget();
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
    const { bytes, plan } = answer;
    const spoilt = spoil(bytes, plan.shape, this.#options.seed);
    this.#late.after(plan.delayMs, () => send(socket, spoilt, plan.shape));
  }
}

function send(socket: Socket, bytes: Buffer, shape: ReplyPlan["shape"]): void {
  switch (shape) {
    case "nothing":
    case "half":
      socket.write(bytes);
      return;
    case "reset":
      socket.write(bytes, () => socket.resetAndDestroy());
      return;
    case "garbage":
    case "whole":
      // Devices of this kind close after each answer, which also keeps an answer from being taken for a later request's.
      socket.end(bytes);
  }
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
