import type { Closable } from "@rae/kit";

/** One connection to the control plane: made, used and thrown away; the caller makes the next one. */
export interface UplinkConnection extends Closable {
  /** Publishes at QoS 1 and resolves at the PUBACK. @throws if the connection ends before. */
  publish(channel: "presence" | "events" | "outcomes", payload: Uint8Array): Promise<void>;
  /** Settles when the connection is over, with why; never rejects. */
  readonly ended: Promise<string>;
}

/** Makes connections. The adapter knows MQTT; the core does not. */
export interface Uplink {
  /**
   * Connects with `will` as the last will on the presence channel, and subscribes to the box's commands; `onCommand` gets the
   * payload of each, which is acknowledged when it returns.
   * @throws RaeError `box-offline` naming what failed: the network, TLS, or the gateway's refusal.
   */
  connect(options: {
    readonly will: Uint8Array;
    readonly onCommand: (payload: Uint8Array) => void;
    readonly signal: AbortSignal;
  }): Promise<UplinkConnection>;
}
