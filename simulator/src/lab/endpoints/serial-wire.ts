import type { Closable } from "@rae/kit";

/** The wire of a device with a serial port: a pseudo-terminal, or the TCP port of a serial server. */
export interface SerialWire extends Closable {
  /** Where clients find it. */
  readonly addresses: { readonly serial?: string; readonly tcp?: string };
  readonly plugged: boolean;
  /** Output that no program took in time. */
  readonly droppedBytes: number;
  /**
   * Makes it appear. Does nothing if it is there.
   * @throws RaeError `config-invalid` or `port-in-use` if something is in the way.
   */
  plug(): Promise<void>;
  /** Makes it vanish; who has it open is told. */
  unplug(): Promise<void>;
  /** Sends bytes to whoever has it open; they are lost if nobody has. */
  write(bytes: Uint8Array): void;
}
