import { Aedes, type AedesOptions } from "aedes";

/**
 * The broker without routing: every message ends on the log, none goes from a client to a client. Whatever the hooks let
 * pass, and what the broker would publish of its own, ends here.
 */
export class IngestBroker extends Aedes {
  static async open(options: AedesOptions): Promise<IngestBroker> {
    const broker = new IngestBroker(options);
    await broker.listen();
    return broker;
  }

  /** Which client replaces which is decided elsewhere; the broker's own list would keep whom it closed half-way. */
  registerClient(): void {}

  override publish(_packet: unknown, clientOrDone: unknown, done?: (error?: Error) => void): void {
    const callback = typeof clientOrDone === "function" ? clientOrDone : done;
    callback?.();
  }
}
