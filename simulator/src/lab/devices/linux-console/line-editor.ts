import type { RightMargin } from "./right-margin.ts";

/** What a byte of input led to: what the terminal shows, and a line, an interrupt or an end of input if there was one. */
export interface EditorStep {
  readonly echo: Buffer;
  readonly event?:
    | { readonly kind: "line"; readonly line: string }
    | { readonly kind: "interrupt" | "end" };
}

const lineLimitBytes = 1024;
const nothing = Buffer.alloc(0);
const lineEnd = Buffer.from("\r\n");
const rubOut = Buffer.from("\b \b");

/**
 * The line editing of a terminal driver in canonical mode (termios(3): ICANON, ECHO, ECHOE, ICRNL, ISIG): CR or LF ends a line
 * and CR LF ends one, not two; backspace and DEL erase a character, ^U the line, ^C drops it, ^D on an empty line ends input.
 */
export class LineEditor {
  #line: number[] = [];
  #afterCarriageReturn = false;
  /** Off while a password is typed. */
  echo = true;
  /** Of the shell that edits the line; undefined while the terminal driver echoes. */
  margin: RightMargin | undefined;

  /** Forgets what has been typed. */
  reset(): void {
    this.#line = [];
    this.#afterCarriageReturn = false;
    this.echo = true;
    this.margin = undefined;
  }

  /** `next` is the byte behind it, if that has come already. */
  push(byte: number, next?: number): EditorStep {
    const joined = this.#afterCarriageReturn && byte === 0x0a;
    this.#afterCarriageReturn = byte === 0x0d;
    if (joined) return { echo: nothing };
    switch (byte) {
      case 0x0a:
      case 0x0d: {
        const line = Buffer.from(this.#line).toString("utf8");
        this.#line = [];
        return { echo: lineEnd, event: { kind: "line", line } };
      }
      case 0x03:
        this.#line = [];
        return { echo: this.#shown(Buffer.from("^C\r\n")), event: { kind: "interrupt" } };
      case 0x04:
        if (this.#line.length > 0) return { echo: nothing };
        return { echo: nothing, event: { kind: "end" } };
      case 0x08:
      case 0x7f:
        return { echo: this.#erase() ? this.#shown(rubOut) : nothing };
      case 0x15: {
        let erased = nothing;
        while (this.#erase()) erased = Buffer.concat([erased, rubOut]);
        return { echo: this.#shown(erased) };
      }
      default:
        return { echo: this.#insert(byte) ? this.#shown(this.#printed(byte, next)) : nothing };
    }
  }

  #shown(bytes: Buffer): Buffer {
    return this.echo ? bytes : nothing;
  }

  #printed(byte: number, next: number | undefined): Buffer {
    // The margin counts columns of ASCII; the rest of a character has none of its own.
    if (this.margin === undefined || byte >= 0x80) return Buffer.from([byte]);
    const isMoreWaiting = next !== undefined && isPrintable(next);
    return Buffer.from(this.margin.print(String.fromCharCode(byte), isMoreWaiting));
  }

  #insert(byte: number): boolean {
    if (!isPrintable(byte) || this.#line.length >= lineLimitBytes) return false;
    this.#line.push(byte);
    return true;
  }

  /** Erases one character, of which UTF-8 may have made several bytes; false if there is none. */
  #erase(): boolean {
    let last = this.#line.pop();
    if (last === undefined) return false;
    while (last !== undefined && (last & 0xc0) === 0x80) last = this.#line.pop();
    this.margin?.erase();
    return true;
  }
}

function isPrintable(byte: number): boolean {
  return byte >= 0x20 || byte === 0x09;
}
