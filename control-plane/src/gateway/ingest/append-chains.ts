import { type LogTopic, logTopics } from "@rae/protocol";
import { AppendChain, type AppendChainOptions, type AppendEntry } from "./append-chain.ts";

/** One chain for each topic of the log that the gateway writes. */
export class AppendChains {
  readonly #chains: ReadonlyMap<string, AppendChain>;

  constructor(open: (topic: LogTopic) => AppendChainOptions) {
    const topics = Object.values(logTopics).filter((topic) => topic !== logTopics.commands);
    this.#chains = new Map(topics.map((topic) => [topic, new AppendChain(open(topic))]));
  }

  /** The longest that an append has been waited for now. */
  get stalledMs(): number {
    return Math.max(...[...this.#chains.values()].map((chain) => chain.stalledMs));
  }

  depth(topic: LogTopic): number {
    return this.#chain(topic).depth;
  }

  push(topic: string, entry: AppendEntry): void {
    this.#chain(topic).push(entry);
  }

  async drained(): Promise<void> {
    await Promise.all([...this.#chains.values()].map((chain) => chain.drained()));
  }

  stop(): void {
    for (const chain of this.#chains.values()) chain.stop();
  }

  #chain(topic: string): AppendChain {
    const chain = this.#chains.get(topic);
    if (chain === undefined) throw new Error(`the gateway does not write ${topic}`);
    return chain;
  }
}
