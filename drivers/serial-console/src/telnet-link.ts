import type { ByteLink, LinkState } from "@rae/driver";

/*
 * Telnet (RFC 854, 855), as serial servers speak it.
 *
 *   command = IAC (WILL | WONT | DO | DONT) option | IAC SB { byte } IAC SE | IAC other      byte FF = IAC IAC
 *   CR      = CR NUL, unless options make the way binary (RFC 856)
 */
const iac = 0xff;
const [se, sb, will, wont, dont, do_] = [0xf0, 0xfa, 0xfb, 0xfc, 0xfe, 0xfd];
const [cr, lf, nul] = [0x0d, 0x0a, 0x00];
const [binary, echo, suppressGoAhead] = [0, 1, 3];

const writeTimeoutMs = 5_000;

/** Options that the server may use, and those that we use if it asks. */
const theirs: ReadonlySet<number> = new Set([binary, echo, suppressGoAhead]);
const ours: ReadonlySet<number> = new Set([binary, suppressGoAhead]);

type State = "data" | "command" | "option" | "sub" | "sub-command";

/** A link to a serial server that speaks Telnet: what passes are the device's bytes, options are answered here. */
export class TelnetLink implements ByteLink {
  readonly #link: ByteLink;
  readonly #listeners = new Set<(bytes: Uint8Array) => void>();
  #state: State = "data";
  #verb = 0;
  #answered = new Set<string>();
  readonly #unsubscribe: readonly (() => void)[];
  #isAfterReturn = false;
  #sendsBinary = false;
  #receivesBinary = false;

  constructor(link: ByteLink) {
    this.#link = link;
    this.#unsubscribe = [
      link.onBytes((bytes) => this.#take(bytes)),
      link.onState(() => this.#reset()),
    ];
  }

  get id(): string {
    return this.#link.id;
  }

  get state(): LinkState {
    return this.#link.state;
  }

  write(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    const out: number[] = [];
    for (const [index, byte] of bytes.entries()) {
      out.push(byte);
      if (byte === iac) out.push(iac);
      if (byte === cr && !this.#sendsBinary && bytes[index + 1] !== lf) out.push(nul);
    }
    return this.#link.write(Uint8Array.from(out), signal);
  }

  onBytes(listener: (bytes: Uint8Array) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onState(listener: (state: LinkState) => void): () => void {
    return this.#link.onState(listener);
  }

  wake(): void {
    this.#link.wake();
  }

  /** Lets go of the link, which is not the driver's to close. */
  async close(): Promise<void> {
    for (const stop of this.#unsubscribe) stop();
  }

  #reset(): void {
    this.#state = "data";
    this.#answered = new Set();
    this.#isAfterReturn = false;
    this.#sendsBinary = false;
    this.#receivesBinary = false;
  }

  #take(bytes: Uint8Array): void {
    const data = bytes.filter((byte) => this.#isData(byte));
    if (data.length === 0) return;
    for (const listener of [...this.#listeners]) listener(data);
  }

  #isData(byte: number): boolean {
    switch (this.#state) {
      case "data":
        return this.#isDataByte(byte);
      case "command":
        this.#verb = byte;
        this.#state = byte === sb ? "sub" : byte >= will && byte < iac ? "option" : "data";
        return byte === iac;
      case "option":
        this.#state = "data";
        this.#answer(this.#verb, byte);
        return false;
      case "sub":
        if (byte === iac) this.#state = "sub-command";
        return false;
      case "sub-command":
        this.#state = byte === se ? "data" : "sub";
        return false;
    }
  }

  #isDataByte(byte: number): boolean {
    const isPadding = byte === nul && this.#isAfterReturn && !this.#receivesBinary;
    this.#isAfterReturn = byte === cr;
    if (byte === iac) this.#state = "command";
    return byte !== iac && !isPadding;
  }

  /** Answers each offer and each demand of a connection once, so that two ends can never answer each other without end. */
  #answer(verb: number, option: number): void {
    const key = `${verb} ${option}`;
    if (this.#answered.has(key)) return;
    this.#answered.add(key);
    const isOffer = verb === will || verb === wont;
    const isWanted = verb === will ? theirs.has(option) : verb === do_ && ours.has(option);
    if (option === binary && isOffer) this.#receivesBinary = isWanted;
    if (option === binary && !isOffer) this.#sendsBinary = isWanted;
    const answer = isOffer ? (isWanted ? do_ : dont) : isWanted ? will : wont;
    const signal = AbortSignal.timeout(writeTimeoutMs);
    // A link that is lost now tells so itself.
    this.#link.write(Uint8Array.of(iac, answer, option), signal).catch(() => {});
  }
}
