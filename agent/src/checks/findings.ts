import { ConfigError } from "@rae/kit";
import { RaeError } from "@rae/protocol";

/** What was found wrong with a configuration, all of it: sentences that begin with their place. */
export class Findings {
  readonly #faults: string[] = [];
  readonly #warnings: string[] = [];

  /** What keeps the agent from using the configuration. */
  get faults(): readonly string[] {
    return this.#faults;
  }

  /** What will keep it from that, or is perhaps not what was meant. */
  get warnings(): readonly string[] {
    return this.#warnings;
  }

  fault(sentence: string): void {
    this.#faults.push(sentence);
  }

  warn(sentence: string): void {
    this.#warnings.push(sentence);
  }

  /** What `look` returns; what it throws is a fault of `place`, and then it is undefined. */
  collect<T>(place: string, look: () => T): T | undefined {
    try {
      return look();
    } catch (error) {
      for (const sentence of sentencesOf(error)) this.fault(`${place}${sentence}`);
      return undefined;
    }
  }
}

function sentencesOf(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return [error.message];
  const { faults } = error instanceof RaeError ? error.details : {};
  if (Array.isArray(faults) && faults.length > 0) return faults.map(String);
  return [error instanceof Error ? error.message : String(error)];
}
