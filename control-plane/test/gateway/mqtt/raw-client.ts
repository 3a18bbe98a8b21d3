import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { systemClock, withDeadline } from "@rae/kit";
import type { IssuedCertificate } from "../../../src/pki/pki.ts";

const patienceMs = 8_000;

/** A TLS socket to the gateway that sends bytes as they are, and splits what comes back into packets. */
export class RawClient {
  readonly socket: TLSSocket;
  readonly #tcp: Socket;
  #received: Buffer = Buffer.alloc(0);
  #wake = () => {};
  #ended = false;

  private constructor(socket: TLSSocket, tcp: Socket) {
    this.socket = socket;
    this.#tcp = tcp;
    socket.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    const onEnd = () => {
      this.#ended = true;
      this.#wake();
    };
    socket.on("end", onEnd);
    socket.on("close", onEnd);
    socket.on("error", () => {});
  }

  static async open(port: number, certificate: IssuedCertificate): Promise<RawClient> {
    const { ca, cert, key } = certificate;
    const tcp = connectTcp(port, "127.0.0.1");
    tcp.on("error", () => {});
    const socket = connectTls({ socket: tcp, host: "127.0.0.1", ca, cert, key });
    const client = new RawClient(socket, tcp);
    await once(socket, "secureConnect");
    return client;
  }

  send(...packets: readonly Buffer[]): void {
    this.socket.write(Buffer.concat(packets));
  }

  /** The next packet; undefined if the gateway closed the connection instead. */
  async next(): Promise<Buffer | undefined> {
    for (;;) {
      const size = packetSize(this.#received);
      if (size !== undefined && this.#received.length >= size) {
        const whole = this.#received.subarray(0, size);
        this.#received = this.#received.subarray(size);
        return whole;
      }
      if (this.#ended) return undefined;
      await withDeadline(
        systemClock,
        patienceMs,
        "a packet from the gateway",
        () =>
          new Promise<void>((resolve) => {
            this.#wake = resolve;
          }),
      );
    }
  }

  /** The next `count` packets. */
  async take(count: number): Promise<(Buffer | undefined)[]> {
    const packets: (Buffer | undefined)[] = [];
    while (packets.length < count) packets.push(await this.next());
    return packets;
  }

  /** All packets until the gateway closes the connection. */
  async untilClosed(): Promise<Buffer[]> {
    const packets: Buffer[] = [];
    for (;;) {
      const next = await this.next();
      if (next === undefined) return packets;
      packets.push(next);
    }
  }

  /** Sends a CONNECT and throws unless it is accepted. */
  async connect(connectPacket: Buffer): Promise<this> {
    this.send(connectPacket);
    const answer = await this.next();
    if (answer?.toString("hex") !== "20020000")
      throw new Error("the gateway did not accept CONNECT");
    return this;
  }

  /** Ends the connection by a RST, which also takes back what the gateway has not read. */
  reset(): void {
    this.#tcp.resetAndDestroy();
  }

  /** Cuts the connection without a word. */
  cut(): void {
    this.socket.destroy();
  }
}

function packetSize(bytes: Buffer): number | undefined {
  let remaining = 0;
  for (let index = 1; index < 5; index += 1) {
    const byte = bytes[index];
    if (byte === undefined) return undefined;
    remaining += (byte & 0x7f) * 128 ** (index - 1);
    if (byte < 0x80) return 1 + index + remaining;
  }
  throw new Error("the gateway sent a malformed packet");
}
