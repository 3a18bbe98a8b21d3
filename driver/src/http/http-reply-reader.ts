import { DriverError } from "../driver-error.ts";

/** An answer as it came. */
export interface RawReply {
  readonly status: number;
  /** By names in lower case; those that came twice are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
}

/** Of status lines, headers, chunk sizes and trailers, together. */
const maxHeadBytes = 64 * 1024;
const lf = 0x0a;

/**
 * Reads one answer of HTTP/1 (RFC 9112) in pieces of any size, in linear time. Devices write HTTP by hand, so it takes what it can
 * understand: lines that end with LF alone, blanks in or behind a header's name, lines without a colon, control bytes, no reason
 * phrase. Node's own reader, lenient or not, gives up on half of these.
 *
 *   status ─▶ headers ─┬─▶ counted ──────────────────▶ done
 *      ▲         │     ├─▶ chunk size ⇄ chunk ─▶ trailer ─▶ done
 *      └── 1xx ──┘     └─▶ until the end ────────────▶ done
 */
export class HttpReplyReader {
  readonly #maxBodyBytes: number;
  readonly #isHead: boolean;
  readonly #body: Uint8Array[] = [];
  #line: Uint8Array[] = [];
  #state: "status" | "headers" | "counted" | "size" | "chunk" | "trailer" | "rest" | "done" =
    "status";
  #status = 0;
  #headers = new Map<string, string>();
  #lastHeader: string | undefined;
  #headBytes = 0;
  #bodyBytes = 0;
  /** Bytes of the body or the chunk that are still to come. */
  #missingBytes = 0;

  /** `isHead`: the answer to a HEAD has no body, whatever its headers say. */
  constructor(maxBodyBytes: number, { isHead = false } = {}) {
    this.#maxBodyBytes = maxBodyBytes;
    this.#isHead = isHead;
  }

  /** Whether the whole answer has come; what follows is not read. */
  get isDone(): boolean {
    return this.#state === "done";
  }

  /** @throws DriverError `bad-reply` if it is not HTTP, or too large. */
  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && !this.isDone; ) {
      if (this.#isInBody) {
        const take = this.#state === "rest" ? bytes.length : this.#missingBytes;
        const piece = bytes.subarray(at, at + take);
        this.#takeBody(piece);
        at += piece.length;
      } else {
        const end = bytes.indexOf(lf, at);
        const piece = bytes.subarray(at, end < 0 ? bytes.length : end);
        this.#takeHead(piece);
        at += piece.length + 1;
        if (end >= 0) this.#takeLine();
      }
    }
  }

  /** The answer, when the device has closed the connection. @throws DriverError `bad-reply` if it is not whole. */
  finish(): RawReply {
    if (!this.isDone && this.#state !== "rest") {
      throw new DriverError("bad-reply", "the answer is not whole");
    }
    return {
      status: this.#status,
      headers: Object.fromEntries(this.#headers),
      bytes: Buffer.concat(this.#body),
    };
  }

  get #isInBody(): boolean {
    return ["counted", "chunk", "rest"].includes(this.#state);
  }

  #takeHead(piece: Uint8Array): void {
    this.#headBytes += piece.length + 1;
    if (this.#headBytes > maxHeadBytes) {
      throw new DriverError("bad-reply", `the answer's head is larger than ${maxHeadBytes} bytes`);
    }
    if (piece.length > 0) this.#line.push(Uint8Array.from(piece));
  }

  #takeBody(piece: Uint8Array): void {
    this.#bodyBytes += piece.length;
    if (this.#bodyBytes > this.#maxBodyBytes) throw this.#tooLarge();
    // A copy: the socket's buffer may be used again.
    this.#body.push(Uint8Array.from(piece));
    if (this.#state === "rest") return;
    this.#missingBytes -= piece.length;
    if (this.#missingBytes > 0) return;
    this.#state = this.#state === "chunk" ? "size" : "done";
    // Small chunks have more lines than the head may have; their number is bounded by the body's.
    this.#headBytes = 0;
  }

  #takeLine(): void {
    const line = Buffer.concat(this.#line).toString("latin1").replace(/\r$/, "");
    this.#line = [];
    if (this.#state === "status") this.#takeStatus(line);
    else if (this.#state === "headers") this.#takeHeader(line);
    else if (this.#state === "size") this.#takeSize(line);
    else if (line === "") this.#state = "done";
  }

  #takeStatus(line: string): void {
    if (line === "") return;
    const code = /^HTTP\/\d(?:\.\d)?[ \t]+(\d{3})(?!\d)/i.exec(line)?.[1];
    if (code === undefined) {
      throw new DriverError("bad-reply", "the answer does not begin as HTTP does", {
        details: { line: line.slice(0, 80) },
      });
    }
    this.#status = Number(code);
    this.#state = "headers";
  }

  #takeHeader(line: string): void {
    if (line === "") {
      this.#endHeaders();
      return;
    }
    if (/^[ \t]/.test(line)) {
      // Folded (RFC 9112, 5.2): it goes on with the value of the line before.
      if (this.#lastHeader !== undefined) this.#join(this.#lastHeader, " ", line.trim());
      return;
    }
    const colon = line.indexOf(":");
    if (colon <= 0) return;
    this.#lastHeader = line.slice(0, colon).trim().toLowerCase();
    this.#join(this.#lastHeader, ", ", line.slice(colon + 1).trim());
  }

  #join(name: string, separator: string, value: string): void {
    const before = this.#headers.get(name);
    this.#headers.set(name, before === undefined ? value : `${before}${separator}${value}`);
  }

  #endHeaders(): void {
    if (this.#status >= 100 && this.#status < 200 && this.#status !== 101) {
      this.#headers = new Map();
      this.#lastHeader = undefined;
      this.#state = "status";
      return;
    }
    const lengthBytes = /^\d{1,15}(?=\s*(?:,|$))/.exec(
      this.#headers.get("content-length") ?? "",
    )?.[0];
    if (this.#isHead || [101, 204, 304].includes(this.#status)) {
      this.#state = "done";
    } else if (/\bchunked\b/i.test(this.#headers.get("transfer-encoding") ?? "")) {
      this.#state = "size";
    } else if (lengthBytes !== undefined) {
      this.#missingBytes = Number(lengthBytes);
      if (this.#missingBytes > this.#maxBodyBytes) throw this.#tooLarge();
      this.#state = this.#missingBytes === 0 ? "done" : "counted";
    } else {
      this.#state = "rest";
    }
  }

  #takeSize(line: string): void {
    // The end of the chunk before.
    if (line.trim() === "") return;
    const size = /^[ \t]*([0-9a-f]{1,8})(?![0-9a-f])/i.exec(line)?.[1];
    if (size === undefined) throw new DriverError("bad-reply", "a chunk of the answer has no size");
    this.#missingBytes = Number.parseInt(size, 16);
    this.#state = this.#missingBytes === 0 ? "trailer" : "chunk";
  }

  #tooLarge(): DriverError {
    return new DriverError("bad-reply", `the answer is larger than ${this.#maxBodyBytes} bytes`);
  }
}
