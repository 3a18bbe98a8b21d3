import type { KafkaTopicOptions } from "./record-log-options.ts";

/** Names of topics and groups, here and on the cluster. */
export class TopicNames {
  readonly #prefix: string;
  readonly #known: ReadonlySet<string>;

  constructor({ names, prefix = "" }: KafkaTopicOptions) {
    this.#prefix = prefix;
    this.#known = new Set(names);
  }

  get all(): readonly string[] {
    return [...this.#known].map((name) => this.onCluster(name));
  }

  /** @throws if the topic is not one of the log's: it would never be created. */
  onCluster(topic: string): string {
    if (!this.#known.has(topic)) throw new Error(`the log has no topic ${topic}`);
    return this.#prefix + topic;
  }

  groupOnCluster(group: string): string {
    return this.#prefix + group;
  }

  here(nameOnCluster: string): string {
    return nameOnCluster.slice(this.#prefix.length);
  }
}
