import type { TLSSocket } from "node:tls";
import type { Clock, Logger } from "@rae/kit";
import { type ErrorCode, encodeCommand, mqttTopic, RaeError, uuidV7 } from "@rae/protocol";
import { isEndingSoon } from "../core/certificate-term.ts";
import type { CommandChannel, CommandDelivery } from "./commands/command-delivery.ts";
import type { GatewayMetrics } from "./gateway-metrics.ts";
import { coversLoss } from "./ingest/covers-loss.ts";
import type { InFlightBudget } from "./ingest/in-flight-budget.ts";
import type { PublishHook } from "./ingest/publish-hook.ts";
import { judgeWill, type Publication } from "./ingest/publish-rules.ts";
import type { GatewayLimits } from "./limits.ts";
import type { Broker, BrokerHooks } from "./mqtt/broker.ts";
import type { ClientCertificate } from "./mqtt/client-certificate.ts";
import { type CloseReason, isLoss } from "./mqtt/close-reason.ts";
import { Connection, type ConnectionEvents } from "./mqtt/connection.ts";
import { encodePublish } from "./mqtt/publish-packet.ts";
import { type SubscriptionRequest, subscriptionRefused } from "./mqtt/subscribe-packet.ts";

/** Of the part of a client id after the box's name and a dot. */
const suffixChars = 64;

export interface ClientsOptions {
  readonly publishHook: PublishHook;
  readonly delivery: CommandDelivery;
  readonly inFlight: InFlightBudget;
  readonly metrics: GatewayMetrics;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: GatewayLimits;
  readonly send: Broker["send"];
  /** The client has sent its CONNECT. */
  readonly onConnect: (socket: TLSSocket) => void;
}

/** All connections: who may connect and subscribe, which one replaces which, and what a connection leaves behind. */
export class Clients implements BrokerHooks, ConnectionEvents {
  readonly #options: ClientsOptions;
  readonly #sockets = new Map<Connection, TLSSocket>();
  readonly #byClientId = new Map<string, Connection>();
  readonly #channels = new Map<Connection, CommandChannel & { qos: 0 | 1 }>();
  #closing = false;

  constructor(options: ClientsOptions) {
    this.#options = options;
  }

  /** Clients that have had their CONNACK. */
  get connected(): number {
    return this.#byClientId.size;
  }

  /** Those of the connections whose certificates end within the time that is warned of. */
  get withEndingCertificate(): number {
    const nowMs = this.#options.clock.nowMs();
    let count = 0;
    for (const { certificateExpiresAtMs } of this.#sockets.keys()) {
      if (isEndingSoon(certificateExpiresAtMs, nowMs)) count += 1;
    }
    return count;
  }

  add(certificate: ClientCertificate, socket: TLSSocket): Connection {
    const { limits, clock } = this.#options;
    const inFlight = this.#options.inFlight.join(certificate.boxId);
    const connection = new Connection(certificate, socket, {
      limits,
      clock,
      events: this,
      inFlight,
    });
    this.#sockets.set(connection, socket);
    return connection;
  }

  /** Takes no more from any client. */
  stopReading(): void {
    this.#closing = true;
    for (const connection of this.#sockets.keys()) connection.guard.stopReading();
  }

  /** Ends all connections, without their wills: it is the gateway that goes. */
  closeAll(): void {
    for (const connection of this.#sockets.keys()) connection.close("shutting-down");
  }

  onConnect(connection: Connection): void {
    const socket = this.#sockets.get(connection);
    if (socket !== undefined) this.#options.onConnect(socket);
  }

  connect(connection: Connection): ErrorCode | undefined {
    const refused = this.#judge(connection);
    if (refused !== undefined) {
      connection.expectEnd(refused.code, refused);
      return refused.code;
    }
    const old = this.#byClientId.get(connection.clientId);
    this.#byClientId.set(connection.clientId, connection);
    if (old !== undefined) this.#replace(old, connection);
    return undefined;
  }

  accepted(connection: Connection): void {
    const { inheritedWill, will } = connection;
    if (inheritedWill !== undefined && !coversLoss(will, inheritedWill)) {
      this.#options.publishHook.publishWill(connection, inheritedWill);
    }
    connection.inheritedWill = undefined;
  }

  publish(connection: Connection, publication: Publication, acknowledge: () => void): void {
    this.#options.publishHook.publish(connection, publication, acknowledge);
  }

  onSubscribe(connection: Connection, requests: readonly SubscriptionRequest[]): readonly number[] {
    const codes = requests.map(({ filter, qos }) => {
      const own = connection.isBox && filter === mqttTopic(connection.boxId, "commands");
      return own ? Math.min(qos, 1) : subscriptionRefused;
    });
    const granted = codes.findLast((code) => code !== subscriptionRefused);
    if (granted !== undefined) this.#subscribe(connection, granted === 0 ? 0 : 1);
    const refused = requests[codes.indexOf(subscriptionRefused)];
    if (refused !== undefined) {
      const reason = "the subscription is not this client's";
      this.#options.publishHook.refuse(
        connection,
        { topic: refused.filter, payload: nothing },
        { code: "topic-forbidden", reason },
      );
    }
    return codes;
  }

  onUnsubscribe(connection: Connection, filters: readonly string[]): void {
    if (filters.includes(mqttTopic(connection.boxId, "commands"))) this.#unsubscribe(connection);
  }

  onPuback(connection: Connection, packetId: number): void {
    const channel = this.#channels.get(connection);
    if (channel !== undefined) this.#options.delivery.acknowledge(channel, packetId);
  }

  onClosed(connection: Connection, reason: CloseReason, error: RaeError | undefined): void {
    const { boxId, clientId, peer, lossWill } = connection;
    this.#sockets.delete(connection);
    if (this.#byClientId.get(clientId) === connection) this.#byClientId.delete(clientId);
    this.#unsubscribe(connection);
    this.#options.inFlight.leave(connection.inFlight);
    this.#options.metrics.closed(reason);
    const fact = error === undefined ? {} : { message: error.message, details: error.details };
    const level = reason === "certificate-expired" ? "warn" : "info";
    this.#options.logger[level]({ boxId, clientId, peer, reason, ...fact }, "connection closed");
    if (lossWill !== undefined && isLoss(reason)) {
      this.#options.publishHook.publishWill(connection, lossWill);
    }
  }

  /** Until the new connection is accepted it may die as well, and then the log must hear that the old one is over. */
  #replace(old: Connection, connection: Connection): void {
    const { boxId, clientId, peer } = connection;
    // One that is over already has an end of its own, and tells the log of it.
    if (!old.closed) connection.inheritedWill = old.lossWill;
    this.#options.logger.info({ boxId, clientId, peer, replaced: old.peer }, "connection replaced");
    this.#tellReplaced(old, peer);
    old.close("replaced");
  }

  /** MQTT 3.1.1 has no way to say it. Only a box that is still there hears it: then it is another one that has its identity. */
  #tellReplaced(old: Connection, peer: string): void {
    if (!this.#channels.has(old)) return;
    const { boxId } = old;
    const commandId = uuidV7(this.#options.clock.nowMs());
    const notice = encodeCommand({ kind: "connection-replaced", commandId, boxId, peer });
    old.guard.tell(encodePublish(mqttTopic(boxId, "commands"), notice));
  }

  /** A second subscription takes the place of the first [MQTT-3.8.4-3]; what was sent is not sent again. */
  #subscribe(connection: Connection, qos: 0 | 1): void {
    const known = this.#channels.get(connection);
    if (known !== undefined) {
      known.qos = qos;
      return;
    }
    const { boxId } = connection;
    const topic = mqttTopic(boxId, "commands");
    const channel: CommandChannel & { qos: 0 | 1 } = {
      boxId,
      qos,
      send: (packetId, payload, onSent) => {
        const unacknowledged = channel.qos === 0;
        this.#options.send(connection, { packetId, topic, payload, qos: channel.qos }, () => {
          if (unacknowledged) onSent();
        });
      },
    };
    this.#channels.set(connection, channel);
    this.#options.delivery.subscribe(channel);
  }

  #unsubscribe(connection: Connection): void {
    const channel = this.#channels.get(connection);
    if (channel === undefined) return;
    this.#channels.delete(connection);
    this.#options.delivery.unsubscribe(channel);
  }

  #judge(connection: Connection): RaeError | undefined {
    if (this.#closing) return new RaeError("shutting-down", "the gateway is stopping");
    const { boxId, clientId, will, inFlight } = connection;
    const { limits } = this.#options;
    if (inFlight.connections > limits.boxConnections) {
      return new RaeError("too-many-requests", "the box has as many connections as it may", {
        details: { boxId, limit: limits.boxConnections },
      });
    }
    if (!this.#options.inFlight.mayBegin(inFlight)) {
      return new RaeError("overloaded", "the gateway holds as much as it may");
    }
    if (clientId !== boxId && !isSuffixed(clientId, boxId)) {
      return new RaeError("client-id-forbidden", "the client id is not the certificate's name", {
        details: { clientId: clientId.slice(0, suffixChars), boxId },
      });
    }
    const refusal = will === undefined ? undefined : judgeWill(connection, will);
    if (will === undefined || refusal === undefined) return undefined;
    this.#options.publishHook.refuse(connection, will, refusal);
    return new RaeError(refusal.code, `will: ${refusal.reason}`);
  }
}

const nothing = Buffer.alloc(0);

function isSuffixed(clientId: string, boxId: string): boolean {
  const suffixLength = clientId.length - boxId.length - 1;
  return clientId.startsWith(`${boxId}.`) && suffixLength > 0 && suffixLength <= suffixChars;
}
