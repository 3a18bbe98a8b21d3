import { createContext, Script } from "node:vm";
import { DriverError } from "@rae/driver";

/** How long one look of a pattern at the output may take. */
const lookTimeoutMs = 100;

const maxLooks = 10;

const script = new Script("pattern.exec(text)");

/**
 * A regular expression of a client or an operator, held to a time for each look, since one that backtracks without end would stop
 * the whole agent.
 */
export class BoundedPattern {
  readonly #source: string;
  readonly #context: { pattern: RegExp; text: string };

  /** @throws DriverError `invalid-parameters` if the source is no regular expression. */
  constructor(source: string, flags: string) {
    this.#source = source;
    try {
      this.#context = { pattern: new RegExp(source, flags), text: "" };
    } catch (error) {
      throw new DriverError("invalid-parameters", "`expect` is not a regular expression", {
        cause: error,
        details: { expect: source, fault: error instanceof Error ? error.message : String(error) },
      });
    }
    createContext(this.#context);
  }

  /** The first match. @throws DriverError `invalid-parameters` if looking takes too long. */
  exec(text: string): RegExpExecArray | null {
    this.#context.text = text;
    for (let looks = 1; ; looks += 1) {
      const startedMicros = process.threadCpuUsage().user;
      try {
        return script.runInContext(this.#context, { timeout: lookTimeoutMs });
      } catch (error) {
        const workedMs = (process.threadCpuUsage().user - startedMicros) / 1_000;
        // On a busy machine the time may have passed while this thread did not run.
        if (workedMs < lookTimeoutMs / 2 && looks < maxLooks) continue;
        throw new DriverError("invalid-parameters", "`expect` takes too long to look for", {
          cause: error,
          details: { expect: this.#source, lookTimeoutMs },
        });
      }
    }
  }
}
