import { ByteExchange, type ByteLink, type DeviceContext, DriverError } from "@rae/driver";
import { encodeCommand, type LgCommand, type LgReply, LgReplyDecoder, readData } from "./codec.ts";

export interface LgLineOptions {
  readonly setId: number;
  /** Silence between the end of one exchange and the next command. */
  readonly pauseMs: number;
  readonly replyTimeoutMs: number;
}

/** Commands to one set and their acknowledgements, one at a time. */
export class LgLine {
  readonly #exchange: ByteExchange<LgReply>;
  readonly #setId: number;

  constructor(link: ByteLink, context: DeviceContext, options: LgLineOptions) {
    this.#exchange = new ByteExchange(link, context, new LgReplyDecoder(), options);
    this.#setId = options.setId;
  }

  /**
   * Sends a command and returns the data of its acknowledgement.
   * @throws DriverError `refused` on NG, or what an exchange throws.
   */
  async send(command: LgCommand, signal: AbortSignal): Promise<number | undefined> {
    const request = encodeCommand(command, this.#setId);
    const { accepted, data } = await this.#exchange.exchange(request, signal, (reply) =>
      this.#answers(reply, command),
    );
    if (accepted) return data;
    throw new DriverError("refused", `the set refused ${command.letters} (NG)`, {
      details: { command: command.letters, data: command.data, reason: data ?? null },
    });
  }

  /** Reads a value. @throws as `send`, and `bad-reply` if the acknowledgement has no value. */
  async read(letters: string, signal: AbortSignal): Promise<number> {
    const value = await this.send({ letters, data: readData }, signal);
    if (value !== undefined) return value;
    throw new DriverError("bad-reply", `the set acknowledged ${letters} without a value`, {
      details: { command: letters },
    });
  }

  close(): void {
    this.#exchange.close();
  }

  /** Only for the letter and the set that were asked, and for a write the data that was written: another is a late reply. */
  #answers(reply: LgReply, command: LgCommand): boolean {
    if (reply.letter !== command.letters.slice(1)) return false;
    // Set id 00 speaks to every set, and each answers with its own id.
    if (this.#setId !== 0 && reply.setId !== this.#setId) return false;
    const isRead = command.data === readData;
    return !reply.accepted || isRead || reply.data === undefined || reply.data === command.data;
  }
}
