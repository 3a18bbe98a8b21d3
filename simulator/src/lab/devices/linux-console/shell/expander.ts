import { evaluateArithmetic, type Variables } from "./arithmetic.ts";
import { bounded, wordLimit } from "./limits.ts";
import type { Run } from "./run.ts";
import type { List, Word, WordPart } from "./syntax.ts";

/** Makes words of what was typed (POSIX.1-2017, Shell Command Language, 2.6); names of files are left as they are. */
export class Expander {
  readonly #variables: Variables;
  readonly #outputOf: (list: List) => Run<string>;

  /** `outputOf` runs a command substitution. */
  constructor(variables: Variables, outputOf: (list: List) => Run<string>) {
    this.#variables = variables;
    this.#outputOf = outputOf;
  }

  /** One text, whatever blanks it has: of an assignment, or of the target of a redirection. */
  *text(word: Word): Run<string> {
    let text = "";
    for (const part of word) text = bounded(text + (yield* this.#part(part)), wordLimit);
    return text;
  }

  /** The words that a command sees: what stands outside of quotes is split at blanks, and vanishes if it is empty. */
  *words(words: readonly Word[]): Run<readonly string[]> {
    const result: string[] = [];
    for (const word of words) {
      let current: string | undefined;
      for (const part of word) {
        const text = yield* this.#part(part);
        if (part.quoted || part.kind === "text") {
          current = bounded((current ?? "") + text, wordLimit);
          continue;
        }
        const pieces = text.split(/[ \t\n]+/);
        for (const [index, piece] of pieces.entries()) {
          if (index > 0 && current !== undefined) {
            result.push(current);
            current = undefined;
          }
          if (piece !== "") current = bounded((current ?? "") + piece, wordLimit);
        }
      }
      if (current !== undefined) result.push(current);
    }
    return result;
  }

  *#part(part: WordPart): Run<string> {
    switch (part.kind) {
      case "text":
        return part.text;
      case "variable": {
        const value = this.#variables.get(part.name) ?? "";
        return value === "" && part.fallback !== undefined
          ? yield* this.text(part.fallback)
          : value;
      }
      case "arithmetic":
        return String(evaluateArithmetic(part.expression, this.#variables));
      case "command":
        return (yield* this.#outputOf(part.list)).replace(/\n{1,1000}$/, "");
    }
  }
}
