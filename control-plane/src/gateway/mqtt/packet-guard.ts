import { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { RaeError, toRaeError } from "@rae/protocol";
import { checkConnect, connackCodes, encodeConnack } from "./connect-rules.ts";
import { type Packet, type PacketFate, PacketFramer } from "./packet-framer.ts";
import { checkPacket, packetTypes, pubackId } from "./packet-rules.ts";
import {
  encodeSuback,
  encodeUnsuback,
  parseSubscribe,
  parseUnsubscribe,
  type SubscriptionRequest,
} from "./subscribe-packet.ts";
import { violation } from "./violation.ts";

/** How long what was written may take to leave before the socket is cut. */
const flushMs = 1_000;

export interface PacketGuardLimits {
  readonly packetBytes: number;
  /** What may wait to be sent to a client that does not read: bytes, and writes. */
  readonly outboundBytes: number;
  readonly outboundWrites: number;
  /** Packets of one client that are handled before others get their turn. */
  readonly packetsPerTurn: number;
}

/** What a guard tells of its stream. */
export interface PacketGuardEvents {
  /** A whole CONNECT of our protocol level is there. */
  onConnect(): void;
  /** Packets have arrived, whole and well-formed. */
  onPackets(): void;
  onPuback(packetId: number): void;
  /** Returns the code for each filter, as for SUBACK. */
  onSubscribe(requests: readonly SubscriptionRequest[]): readonly number[];
  onUnsubscribe(filters: readonly string[]): void;
  onDisconnect(): void;
  /** The stream must be closed; its error's code says why. */
  onFault(error: RaeError): void;
}

/**
 * The stream between a client's socket and the broker. Inwards it lets pass whole packets only that keep the standard,
 * and nothing after CONNECT until `release`; outwards it bounds what waits for a client that does not read.
 *
 *     TLS socket ─data─▶ framer ─▶ rules ─▶ Duplex ─▶ broker
 *     TLS socket ◀──────── bounded writes ◀─ Duplex ◀─ broker
 */
export class PacketGuard extends Duplex {
  readonly #socket: TLSSocket;
  readonly #limits: PacketGuardLimits;
  readonly #events: PacketGuardEvents;
  readonly #framer: PacketFramer;
  #state: "before-connect" | "awaiting-connack" | "open" | "over" = "before-connect";
  #unflushedWrites = 0;
  /** A turn is over; the rest of what was read is handled in the next one. */
  #scheduled = false;
  /** The broker has enough to read. */
  #full = false;
  #held = false;
  #ended = false;

  constructor(socket: TLSSocket, limits: PacketGuardLimits, events: PacketGuardEvents) {
    super();
    this.#socket = socket;
    this.#limits = limits;
    this.#events = events;
    this.#framer = new PacketFramer(limits.packetBytes);
    socket.on("data", (chunk: Buffer) => {
      this.#framer.feed(chunk);
      this.#process();
    });
    socket.on("end", () => {
      this.#ended = true;
      this.#process();
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      if (!this.#ended) this.destroy();
    });
  }

  /** CONNACK has been sent: what came after CONNECT may pass. */
  release(): void {
    if (this.#state !== "awaiting-connack") return;
    this.#state = "open";
    this.#process();
  }

  /** Takes no packets until `letGo`: the client is faster than what it sends can be kept. */
  hold(): void {
    this.#held = true;
    this.#socket.pause();
  }

  letGo(): void {
    this.#held = false;
    this.#process();
  }

  /** Takes no more packets; what was let through and what is to be written stay. */
  stopReading(): void {
    this.#state = "over";
    this.#socket.pause();
  }

  /** Writes a packet past the broker, which writes later and nothing to a stream that is closed. */
  tell(packet: Buffer): void {
    this.#send(packet);
  }

  override _read(): void {
    this.#full = false;
    if (!this.#scheduled && this.#mayTake()) this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: string, callback: () => void): void {
    this.#send(chunk);
    callback();
  }

  override _writev(
    chunks: { readonly chunk: Buffer }[],
    callback: (error?: Error | null) => void,
  ): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)));
    callback();
  }

  override _final(callback: () => void): void {
    this.#socket.end();
    callback();
  }

  override _destroy(_error: Error | null, callback: (error: Error | null) => void): void {
    this.#state = "over";
    const socket = this.#socket;
    if (!socket.destroyed) {
      socket.pause();
      socket.destroySoon();
      const timer = setTimeout(() => socket.destroy(), flushMs);
      socket.once("close", () => clearTimeout(timer));
    }
    callback(null);
  }

  #send(bytes: Buffer): void {
    const { outboundBytes, outboundWrites } = this.#limits;
    if (this.#socket.destroyed || this.#socket.writableEnded) return;
    this.#unflushedWrites += 1;
    this.#socket.write(bytes, () => {
      this.#unflushedWrites -= 1;
    });
    const waitingBytes = this.#socket.writableLength;
    if (waitingBytes <= outboundBytes && this.#unflushedWrites <= outboundWrites) return;
    this.#fail(
      new RaeError("slow-reader", "the client does not read what it is sent", {
        details: { waitingBytes, waitingWrites: this.#unflushedWrites },
      }),
    );
  }

  #process(): void {
    if (this.#scheduled) return;
    let budget = this.#limits.packetsPerTurn;
    try {
      while (budget > 0 && this.#mayTake()) {
        const bytes = this.#framer.take(budget, (packet) => {
          budget -= 1;
          return this.#inspect(packet);
        });
        if (bytes === undefined) {
          this.#wantMore();
          return;
        }
        this.#events.onPackets();
        if (bytes.length > 0) this.#full = !this.push(bytes);
      }
    } catch (error) {
      this.#fail(toRaeError(error));
      return;
    }
    this.#socket.pause();
    if (!this.#mayTake()) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#process();
    });
  }

  #wantMore(): void {
    if (this.#ended) {
      if (!this.readableEnded && !this.destroyed) this.push(null);
    } else if (this.#full) {
      this.#socket.pause();
    } else {
      this.#socket.resume();
    }
  }

  #mayTake(): boolean {
    return !this.#held && (this.#state === "before-connect" || this.#state === "open");
  }

  #inspect(packet: Packet): PacketFate {
    if (this.#state === "before-connect") return this.#inspectConnect(packet);
    switch (packet.type) {
      case packetTypes.subscribe: {
        // The broker would leave out the codes of filters that come twice [MQTT-3.8.4-5].
        const { packetId, requests } = parseSubscribe(packet);
        const codes = this.#events.onSubscribe(requests);
        this.#send(encodeSuback(packetId, codes));
        return "drop";
      }
      case packetTypes.unsubscribe: {
        const { packetId, filters } = parseUnsubscribe(packet);
        this.#events.onUnsubscribe(filters);
        this.#send(encodeUnsuback(packetId));
        return "drop";
      }
    }
    checkPacket(packet);
    if (packet.type === packetTypes.puback) this.#events.onPuback(pubackId(packet));
    if (packet.type !== packetTypes.disconnect) return "pass";
    this.#state = "over";
    this.#events.onDisconnect();
    return "last";
  }

  #inspectConnect(packet: Packet): PacketFate {
    if (packet.type !== packetTypes.connect) {
      throw violation("MQTT-3.1.0-1", "the first packet is not CONNECT");
    }
    if (packet.flags !== 0) throw violation("MQTT-2.2.2-2", "the reserved flags are not 0");
    if (checkConnect(packet) === "other-level") {
      this.#send(encodeConnack(connackCodes.unacceptableProtocolLevel));
      throw violation("MQTT-3.1.2-2", "the protocol level is not 4");
    }
    this.#state = "awaiting-connack";
    this.#events.onConnect();
    return "last";
  }

  #fail(error: RaeError): void {
    if (this.#state === "over" && this.destroyed) return;
    this.#state = "over";
    this.#events.onFault(error);
  }
}
