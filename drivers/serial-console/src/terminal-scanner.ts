/**
 * What one code of a terminal's output does. `text` stands on the screen, `return`, `feed` and `back` are CR, LF and BS, `motion`
 * moves the cursor in another way, `colour` changes how text looks, `control` is any other part of a control sequence.
 */
export type TerminalToken = "text" | "return" | "feed" | "back" | "motion" | "colour" | "control";

/** A sequence that is longer has lost its end, and what follows is text again. */
const sequenceLimit = 1024;

const esc = 0x1b;
const stringStarts = new Set([...codes("]PX^_")]);
const motions = new Set([...codes("ABCDEFGHSTafdeu`")]);
const escapeMotions = new Set([...codes("78DEMc")]);

type State = "ground" | "escape" | "intermediate" | "csi" | "string" | "string-escape";

/**
 * Tells text from control sequences, code by code (bytes or UTF-16 units), by ECMA-48: CSI, strings (OSC, DCS, SOS, PM, APC) up to
 * BEL or ST, and escapes with intermediates, as those that choose a character set. A line's end ends a sequence that lost its own.
 */
export class TerminalScanner {
  #state: State = "ground";
  #length = 0;

  take(code: number): TerminalToken {
    if (code === 0x0d || code === 0x0a) {
      this.#state = "ground";
      return code === 0x0d ? "return" : "feed";
    }
    if (code === esc) return this.#enter(this.#state === "string" ? "string-escape" : "escape");
    this.#length += 1;
    if (this.#length > sequenceLimit || code === 0x18 || code === 0x1a) this.#state = "ground";
    switch (this.#state) {
      case "ground":
        if (code === 0x08) return "back";
        return code === 0x09 || (code >= 0x20 && code !== 0x7f) ? "text" : "control";
      case "escape":
      case "string-escape":
        return this.#afterEscape(code);
      case "intermediate":
        return code >= 0x30 ? this.#end("control") : "control";
      case "csi":
        if (code < 0x40) return "control";
        if (code === 0x6d) return this.#end("colour");
        return this.#end(motions.has(code) ? "motion" : "control");
      case "string":
        return code === 0x07 ? this.#end("control") : "control";
    }
  }

  #afterEscape(code: number): TerminalToken {
    if (code === 0x5b) return this.#enter("csi");
    if (stringStarts.has(code)) return this.#enter("string");
    if (code >= 0x20 && code < 0x30) return this.#enter("intermediate");
    return this.#end(escapeMotions.has(code) ? "motion" : "control");
  }

  #enter(state: State): TerminalToken {
    this.#state = state;
    this.#length = 0;
    return "control";
  }

  #end(token: TerminalToken): TerminalToken {
    this.#state = "ground";
    return token;
  }
}

function codes(characters: string): readonly number[] {
  return [...characters].map((character) => character.charCodeAt(0));
}
