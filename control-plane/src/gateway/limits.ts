import { defaults } from "@rae/protocol";
import type { ConnectionLimits } from "./mqtt/connection.ts";

/** The gateway's own bounds. What goes over one of them is refused or closed, with a reason that is counted. */
export interface GatewayLimits extends ConnectionLimits {
  /** For the TLS handshake and CONNECT together. */
  readonly connectMs: number;
  readonly connections: number;
  /** Under one certificate. */
  readonly boxConnections: number;
  /** What one connection may have published without its being durable, and how many bytes one box over all its connections. */
  readonly clientPublishes: number;
  readonly clientBytes: number;
  /** Of these bytes, how many each box may have whatever the others do: the full window of an agent fits in. */
  readonly clientShareBytes: number;
  /** What all boxes together may have beyond their shares, with what boxes that are gone have left behind. */
  readonly gatewayBytes: number;
  /** After so long without an append that became durable, while some wait, the gateway is unready. */
  readonly stalledLogMs: number;
  /** Commands sent to one box and not yet acknowledged by it. */
  readonly commandsInFlight: number;
  readonly commandBytesInFlight: number;
  /** Commands that wait for their boxes. */
  readonly openCommands: number;
  /** Dead letters of one box: as many at once, then so many a second. */
  readonly deadLetterBurst: number;
  readonly deadLettersPerSecond: number;
  /** Of a payload in a dead letter; the rest is cut off. */
  readonly deadLetterBytes: number;
  readonly consoleBytesPerSecond: number;
  /** How long `close` waits for appends in flight. */
  readonly drainMs: number;
}

export const defaultLimits: GatewayLimits = {
  packetBytes: defaults.packetLimitBytes,
  outboundBytes: 1024 * 1024,
  outboundWrites: 1024,
  packetsPerTurn: 256,
  connectMs: 10_000,
  silenceMs: 600_000,
  connections: 20_000,
  boxConnections: 16,
  clientPublishes: 128,
  clientBytes: 4 * 1024 * 1024,
  clientShareBytes: defaults.outboxWindowBytes + 32 * 1024,
  gatewayBytes: 64 * 1024 * 1024,
  stalledLogMs: 10_000,
  commandsInFlight: 16,
  commandBytesInFlight: 256 * 1024,
  openCommands: 100_000,
  deadLetterBurst: 50,
  deadLettersPerSecond: 1,
  deadLetterBytes: 64 * 1024,
  consoleBytesPerSecond: 64 * 1024,
  drainMs: 3_000,
};
