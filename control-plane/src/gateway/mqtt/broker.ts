import { type ErrorCode, RaeError } from "@rae/protocol";
import type { AuthenticateError, Client, ConnectPacket, PublishPacket } from "aedes";
import type { Publication } from "../ingest/publish-rules.ts";
import { connackCodes } from "./connect-rules.ts";
import type { Connection } from "./connection.ts";
import { IngestBroker } from "./ingest-broker.ts";

/** What the broker asks and tells. */
export interface BrokerHooks {
  /**
   * A CONNECT with its client id and will. Returns why it is refused; undefined if the client is accepted, which then
   * replaces an older connection of its id.
   */
  connect(connection: Connection): ErrorCode | undefined;
  /** The client has its CONNACK; nothing that it sent after CONNECT has been read. */
  accepted(connection: Connection): void;
  publish(connection: Connection, publication: Publication, acknowledge: () => void): void;
}

/** As aedes has it; its types do not say so. */
type AedesClient = Client & { resume(): void };

/** A command on its way down. */
export interface OutgoingCommand {
  readonly packetId: number;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1;
}

/** Runs MQTT for connections whose guards have checked every packet. Nothing is routed, retained or kept. */
export class Broker {
  readonly #hooks: BrokerHooks;
  readonly #aedes: IngestBroker;
  readonly #connections = new WeakMap<object, Connection>();
  readonly #clients = new WeakMap<Connection, Client>();
  readonly #keepAlives = new WeakMap<Connection, number>();
  /** The command that is being sent in this very call, the only packet that may be forwarded. */
  #sending: { readonly packetId: number } | undefined;

  static async open(hooks: BrokerHooks, connectMs: number): Promise<Broker> {
    const aedes = await IngestBroker.open({ connectTimeout: connectMs, drainTimeout: connectMs });
    return new Broker(aedes, hooks);
  }

  private constructor(aedes: IngestBroker, hooks: BrokerHooks) {
    this.#aedes = aedes;
    this.#hooks = hooks;
    this.#hookConnect();
    this.#hookPublish();
    this.#hookForward();
    aedes.on("clientReady", (client) => {
      const connection = this.#connectionOf(client);
      // A connection that ended meanwhile was never a client's.
      if (connection.closed) return;
      this.#hooks.accepted(connection);
      connection.open(this.#keepAlives.get(connection) ?? 0);
    });
    const onFault = (client: Client, error: Error) => {
      const fault = new RaeError("protocol-violation", error.message, { cause: error });
      this.#connectionOf(client).expectEnd(fault.code, fault);
    };
    aedes.on("clientError", onFault);
    aedes.on("connectionError", onFault);
  }

  /** Reads CONNECT and what follows from the connection's guard. */
  handle(connection: Connection): void {
    this.#connections.set(connection.guard, connection);
    this.#clients.set(connection, this.#aedes.handle(connection.guard));
  }

  /** Sends a command to one client. `onWritten` is told when the stream has taken it, if it did. */
  send(connection: Connection, command: OutgoingCommand, onWritten: () => void): void {
    const { topic, qos, packetId } = command;
    const payload = Buffer.from(command.payload);
    this.#sending = { packetId };
    this.#clients
      .get(connection)
      ?.publish({ cmd: "publish", topic, payload, qos, retain: false, dup: false }, (error) => {
        if (!error) onWritten();
      });
    this.#sending = undefined;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#aedes.close(resolve));
  }

  #hookConnect(): void {
    this.#aedes.preConnect = (client, packet, callback) => {
      const connection = this.#connectionOf(client);
      connection.clientId = packet.clientId;
      this.#takeOver(connection, packet);
      callback(null, true);
    };
    this.#aedes.authenticate = (client, _username, _password, callback) => {
      const code = this.#hooks.connect(this.#connectionOf(client));
      callback(code === undefined ? null : refusal(code), code === undefined);
    };
  }

  /** The will and the keep-alive are our own business; a session never outlives its connection. */
  #takeOver(connection: Connection, packet: ConnectPacket): void {
    this.#keepAlives.set(connection, packet.keepalive ?? 0);
    const { will } = packet;
    if (will !== undefined) {
      connection.will = {
        topic: will.topic,
        payload: Buffer.from(will.payload),
        qos: will.qos ?? 0,
        retain: will.retain ?? false,
      };
    }
    packet.clean = true;
    packet.keepalive = 0;
    delete packet.will;
  }

  #hookPublish(): void {
    this.#aedes.authorizePublish = (client, packet, callback) => {
      if (client === null) return;
      const connection = this.#connectionOf(client);
      if (connection.guard.destroyed) return;
      this.#hooks.publish(connection, publicationOf(packet), () => callback(null));
      packet.retain = false;
      this.#goOnReading(connection, client as AedesClient);
    };
  }

  /** While publishes wait for the log, the broker would read nothing more: no pings, outcomes or acknowledgements. */
  #goOnReading(connection: Connection, client: AedesClient): void {
    setImmediate(() => {
      if (!connection.guard.destroyed) client.resume();
    });
  }

  #hookForward(): void {
    this.#aedes.authorizeForward = (_client, packet) => {
      if (this.#sending === undefined) return null;
      packet.messageId = this.#sending.packetId;
      return packet;
    };
    // Subscriptions are answered by the guard and never get here.
    this.#aedes.authorizeSubscribe = (_client, _subscription, callback) => callback(null, null);
  }

  #connectionOf(client: Client): Connection {
    const connection = this.#connections.get(client.conn);
    if (connection === undefined) throw new Error("a client without a connection");
    return connection;
  }
}

function publicationOf({ topic, qos, retain, payload }: PublishPacket): Publication {
  return { topic, qos, retain, payload: Buffer.isBuffer(payload) ? payload : Buffer.from(payload) };
}

const refusalCodes: Partial<Record<ErrorCode, number>> = {
  "client-id-forbidden": connackCodes.identifierRejected,
  "shutting-down": connackCodes.serverUnavailable,
  overloaded: connackCodes.serverUnavailable,
  "too-many-requests": connackCodes.serverUnavailable,
};

function refusal(code: ErrorCode): AuthenticateError {
  const returnCode = refusalCodes[code] ?? connackCodes.notAuthorized;
  return Object.assign(new Error(code), { returnCode });
}
