import { createContext, Script } from "node:vm";
import { RaeError } from "@rae/driver";

export interface BoundedMatch {
  readonly index: number;
  readonly text: string;
}

/** How long one look of a client's pattern at the output may take. */
const lookTimeoutMs = 100;

const script = new Script("pattern.exec(text)");

/**
 * A regular expression of a client, held to a time for each look, since one that backtracks without end would stop the
 * whole agent.
 */
export class BoundedPattern {
  readonly #source: string;
  readonly #context: { pattern: RegExp; text: string };

  /** @throws RaeError `invalid-parameters` if the source is no regular expression. */
  constructor(source: string) {
    this.#source = source;
    try {
      this.#context = { pattern: new RegExp(source, "m"), text: "" };
    } catch (error) {
      throw new RaeError("invalid-parameters", "`expect` is not a regular expression", {
        cause: error,
        details: { expect: source, fault: error instanceof Error ? error.message : String(error) },
      });
    }
    createContext(this.#context);
  }

  /** The first match. @throws RaeError `invalid-parameters` if looking takes too long. */
  match(text: string): BoundedMatch | undefined {
    this.#context.text = text;
    try {
      const found: RegExpExecArray | null = script.runInContext(this.#context, {
        timeout: lookTimeoutMs,
      });
      return found === null ? undefined : { index: found.index, text: found[0] };
    } catch (error) {
      throw new RaeError("invalid-parameters", "`expect` takes too long to look for", {
        cause: error,
        details: { expect: this.#source, lookTimeoutMs },
      });
    }
  }
}
