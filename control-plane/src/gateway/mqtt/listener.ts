import { constants } from "node:crypto";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import {
  createServer as createTlsServer,
  type TLSSocket,
  type Server as TlsServer,
} from "node:tls";
import type { Clock } from "@rae/kit";
import { RaeError, toRaeError } from "@rae/protocol";
import { listenFailure } from "../../core/listen-failure.ts";
import { type ClientCertificate, readClientCertificate } from "./client-certificate.ts";
import { Turns } from "./turns.ts";

/** PEM texts of the gateway's own certificate and key, and of the authority that signs the boxes'. */
export interface GatewayTls {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: GatewayTls;
  readonly clock: Clock;
  /** For the TLS handshake and CONNECT together; as long at most waits a connection for its handshake. */
  readonly connectMs: number;
  readonly connections: number;
  /** A client with a certificate of the authority. */
  readonly onClient: (certificate: ClientCertificate, socket: TLSSocket) => void;
  /** A connection that ended before it was a client's. */
  readonly onRefused: (error: RaeError, peer: string) => void;
}

/** A millisecond of work each, so that a turn with as many new clients is still short. */
const handshakesPerTurn = 8;

/** Accepts TLS connections of clients that have a certificate of the authority. */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #server: Server;
  readonly #tls: TlsServer;
  readonly #handshakes = new Turns<Socket>(handshakesPerTurn, (socket) => this.#begin(socket));
  /** Ends of the time to connect, by the peer's address and port. */
  readonly #deadlines = new Map<string, () => void>();
  readonly #sockets = new Set<Socket>();

  private constructor(options: ListenerOptions) {
    this.#options = options;
    // Nothing is read of a connection before its handshake begins.
    this.#server = createServer({ pauseOnConnect: true });
    this.#tls = createTlsServer({
      ...options.tls,
      requestCert: true,
      // What is wrong with a certificate is looked at when the handshake is done: TLS would not tell whose it is.
      rejectUnauthorized: false,
      // A client that resumes a session would not show its certificate again.
      secureOptions: constants.SSL_OP_NO_TICKET,
      minVersion: "TLSv1.2",
      handshakeTimeout: options.connectMs,
    });
    this.#server.maxConnections = options.connections;
    this.#server.on("connection", (socket: Socket) => this.#accept(socket));
    this.#tls.on("secureConnection", (socket) => this.#identify(socket));
    // Without this the socket of a failed handshake would stay open.
    this.#tls.on("tlsClientError", (cause, socket) => {
      const error = new RaeError("certificate-invalid", "the TLS handshake failed", { cause });
      this.#options.onRefused(error, peerOf(socket));
      socket.destroy();
    });
    this.#server.on("drop", () => {
      const error = new RaeError("overloaded", "there are as many connections as there may be");
      this.#options.onRefused(error, "");
    });
  }

  /**
   * @throws RaeError `port-in-use`, or `config-invalid` if the address cannot be listened on;
   * `certificate-invalid` if the certificate or key cannot be used.
   */
  static async open(options: ListenerOptions): Promise<Listener> {
    const listener = create(options, () => new Listener(options));
    await listener.#listen();
    return listener;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The peer of `socket` has sent its CONNECT. */
  connected(socket: TLSSocket): void {
    this.#endDeadline(peerOf(socket));
  }

  /** Uses another certificate for connections from now on. */
  renew(tls: GatewayTls): void {
    this.#tls.setSecureContext(tls);
  }

  /** Accepts no more; resolves when every connection has ended, which is the caller's to do. */
  stop(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  /** Cuts what has not sent its CONNECT. */
  cutStrangers(): void {
    for (const socket of this.#sockets) if (this.#deadlines.has(peerOf(socket))) socket.destroy();
  }

  /** Cuts what does not go. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #listen(): Promise<void> {
    const { host, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once("error", (error: NodeJS.ErrnoException) => {
        reject(listenFailure(error, { service: "MQTT", host, port, variable: "RAE_MQTT_PORT" }));
      });
      this.#server.listen({ host, port, backlog: 1024 }, () => {
        this.#server.removeAllListeners("error");
        resolve();
      });
    });
  }

  #accept(socket: Socket): void {
    const peer = peerOf(socket);
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.once("close", () => {
      this.#sockets.delete(socket);
      this.#endDeadline(peer);
    });
    this.#startDeadline(peer, () => {
      const error = new RaeError("overloaded", "more clients connect than can be served");
      this.#options.onRefused(error, peer);
      socket.destroy();
    });
    this.#handshakes.push(socket);
  }

  #begin(socket: Socket): void {
    if (socket.destroyed) return;
    const peer = peerOf(socket);
    this.#startDeadline(peer, () => {
      this.#options.onRefused(new RaeError("handshake-timeout", "no CONNECT in time"), peer);
      socket.destroy();
    });
    this.#tls.emit("connection", socket);
  }

  #startDeadline(peer: string, onPassed: () => void): void {
    const { clock, connectMs } = this.#options;
    this.#endDeadline(peer);
    this.#deadlines.set(peer, clock.schedule(connectMs, onPassed));
  }

  #identify(socket: TLSSocket): void {
    const certificate = this.#certificateOf(socket);
    if (certificate === undefined) socket.destroy();
    else this.#options.onClient(certificate, socket);
  }

  #certificateOf(socket: TLSSocket): ClientCertificate | undefined {
    try {
      return readClientCertificate(socket, this.#options.clock.nowMs());
    } catch (error) {
      this.#options.onRefused(toRaeError(error), peerOf(socket));
      return undefined;
    }
  }

  #endDeadline(peer: string): void {
    this.#deadlines.get(peer)?.();
    this.#deadlines.delete(peer);
  }
}

function peerOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}

function create(options: ListenerOptions, make: () => Listener): Listener {
  try {
    return make();
  } catch (error) {
    throw new RaeError("certificate-invalid", "the gateway's certificate or key is not usable", {
      cause: error,
      details: { host: options.host, port: options.port },
    });
  }
}
