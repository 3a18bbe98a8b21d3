import { createContext, Script } from "node:vm";
import { RaeError } from "@rae/driver";

/** How long one look of a pattern at the output may take. */
const lookTimeoutMs = 100;

const script = new Script("pattern.exec(text)");

/**
 * A regular expression of a client or an operator, held to a time for each look, since one that backtracks without end would stop
 * the whole agent.
 */
export class BoundedPattern {
  readonly #source: string;
  readonly #context: { pattern: RegExp; text: string };

  /** @throws RaeError `invalid-parameters` if the source is no regular expression. */
  constructor(source: string, flags: string) {
    this.#source = source;
    try {
      this.#context = { pattern: new RegExp(source, flags), text: "" };
    } catch (error) {
      throw new RaeError("invalid-parameters", "`expect` is not a regular expression", {
        cause: error,
        details: { expect: source, fault: error instanceof Error ? error.message : String(error) },
      });
    }
    createContext(this.#context);
  }

  /** The first match. @throws RaeError `invalid-parameters` if looking takes too long. */
  exec(text: string): RegExpExecArray | null {
    this.#context.text = text;
    try {
      return script.runInContext(this.#context, { timeout: lookTimeoutMs });
    } catch (error) {
      throw new RaeError("invalid-parameters", "`expect` takes too long to look for", {
        cause: error,
        details: { expect: this.#source, lookTimeoutMs },
      });
    }
  }
}
