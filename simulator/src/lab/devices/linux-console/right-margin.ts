/** What line editors of shells print when a line reaches the last column. */
export const wrapStyles = ["none", "readline", "backspace", "newline", "scroll"] as const;
export type WrapStyle = (typeof wrapStyles)[number];

const carriageReturn = "\r";

/**
 * The right margin as a shell's line editor sees it, for terminals that wait in the last column until the next character comes:
 *
 * | style | what is printed at the margin |
 * |---|---|
 * | `none` | nothing: the terminal driver echoes, or the terminal wraps by itself (dash) |
 * | `readline` | blank CR after the last column; the next character, CR and that character again if it has come already (bash) |
 * | `backspace` | blank, backspace (BusyBox) |
 * | `newline` | CR LF (BusyBox built for terminals of unknown width) |
 * | `scroll` | CR, `<` and the end of the line, and blanks over the rest (readline on a dumb terminal) |
 *
 * Seen with bash 5.2 at 80 columns; BusyBox by its source. Erasing does not go back over the margin.
 */
export class RightMargin {
  readonly #style: WrapStyle;
  readonly #columns: number;
  #column = 0;
  #text = "";

  constructor(style: WrapStyle, columns: number) {
    this.#style = style;
    this.#columns = columns;
  }

  /** The line begins behind a prompt. */
  begin(prompt: string): void {
    this.#text = prompt;
    this.#column = prompt.length % this.#columns;
  }

  /** What is printed for a character; `isMoreWaiting` if the next one has come already. */
  print(character: string, isMoreWaiting: boolean): string {
    if (this.#style === "none") return character;
    this.#text += character;
    if (this.#style === "scroll") return this.#scroll(character);
    const isBeyond = this.#column === this.#columns;
    this.#column = isBeyond ? 1 : this.#column + 1;
    const shown = isBeyond ? `${character}${carriageReturn}${character}` : character;
    if (this.#column < this.#columns || (this.#style === "readline" && isMoreWaiting)) return shown;
    this.#column = 0;
    switch (this.#style) {
      case "readline":
        return `${shown} ${carriageReturn}`;
      case "backspace":
        return `${shown} \b`;
      case "newline":
        return `${shown}\r\n`;
    }
  }

  erase(): void {
    this.#text = this.#text.slice(0, -1);
    this.#column = Math.max(0, this.#column - 1);
  }

  /** The window moves on by a third of its width. */
  #scroll(character: string): string {
    this.#column += 1;
    if (this.#column < this.#columns - 2) return character;
    const third = Math.floor(this.#columns / 3);
    this.#column -= third;
    const shown = this.#text.slice(1 - this.#column);
    return `${carriageReturn}<${shown}${" ".repeat(third)}${"\b".repeat(third)}`;
  }
}
