import type { OffsetCommit } from "../reading/committer.ts";
import type { GroupConsumption } from "../reading/group-consumption.ts";
import { partitionName, type TopicPartition } from "../topic-partition.ts";

/** A consumer group in memory: who has which partition, and how far each was committed. */
export class MemoryGroup {
  readonly #members: {
    readonly topics: readonly string[];
    readonly consumption: GroupConsumption;
  }[] = [];
  readonly #owners = new Map<string, GroupConsumption>();
  readonly #committed = new Map<string, number>();
  readonly #partitionsOf: (topic: string) => readonly TopicPartition[];
  #rebalancing: Promise<void> = Promise.resolve();

  constructor(partitionsOf: (topic: string) => readonly TopicPartition[]) {
    this.#partitionsOf = partitionsOf;
  }

  get consumptions(): readonly GroupConsumption[] {
    return this.#members.map(({ consumption }) => consumption);
  }

  committedOffset(partition: TopicPartition): number {
    return this.#committed.get(partitionName(partition)) ?? 0;
  }

  moveTo(offset: number, partition: TopicPartition): void {
    this.#committed.set(partitionName(partition), offset);
  }

  join(topics: readonly string[], consumption: GroupConsumption): Promise<void> {
    this.#members.push({ topics, consumption });
    return this.rebalance();
  }

  leave(consumption: GroupConsumption): Promise<void> {
    const index = this.#members.findIndex((member) => member.consumption === consumption);
    if (index >= 0) this.#members.splice(index, 1);
    for (const [name, owner] of this.#owners) {
      if (owner === consumption) this.#owners.delete(name);
    }
    return this.rebalance();
  }

  isOwner(consumption: GroupConsumption, partition: TopicPartition): boolean {
    return this.#owners.get(partitionName(partition)) === consumption;
  }

  commit(consumption: GroupConsumption, offsets: readonly OffsetCommit[]): TopicPartition[] {
    const lost = offsets.filter((offset) => !this.isOwner(consumption, offset));
    for (const offset of offsets) {
      if (!lost.includes(offset)) this.#committed.set(partitionName(offset), offset.offset);
    }
    return lost;
  }

  /** Takes a partition from its owner, who ends its work, and gives it out again. */
  revoke(partition: TopicPartition): Promise<void> {
    return this.#serially(async () => {
      const name = partitionName(partition);
      const owner = this.#owners.get(name);
      await owner?.revoke([partition]);
      this.#owners.delete(name);
      await this.#assignAll(owner);
    });
  }

  /** Gives a partition to nobody without telling its owner, whose next commit finds out. */
  steal(partition: TopicPartition): void {
    this.#owners.delete(partitionName(partition));
  }

  /** Spreads the partitions over the members. */
  rebalance(): Promise<void> {
    return this.#serially(() => this.#assignAll(undefined));
  }

  #serially(step: () => Promise<void>): Promise<void> {
    const done = this.#rebalancing.then(step);
    this.#rebalancing = done.catch(() => {});
    return done;
  }

  async #assignAll(avoid: GroupConsumption | undefined): Promise<void> {
    const topics = new Set(this.#members.flatMap((member) => member.topics));
    const moves: { partition: TopicPartition; to: GroupConsumption }[] = [];
    for (const topic of topics) {
      const open = this.#members.filter(
        (member) => member.topics.includes(topic) && member.consumption.isOpen,
      );
      const others = open.filter((member) => member.consumption !== avoid);
      for (const partition of this.#partitionsOf(topic)) {
        const owner = this.#owners.get(partitionName(partition));
        const among = owner === undefined && others.length > 0 ? others : open;
        const to = among[partition.partition % among.length]?.consumption;
        if (to === undefined || (avoid !== undefined && owner !== undefined)) continue;
        if (owner !== to) moves.push({ partition, to });
      }
    }
    await Promise.all(moves.map((move) => this.#move(move.partition, move.to)));
  }

  async #move(partition: TopicPartition, to: GroupConsumption): Promise<void> {
    const name = partitionName(partition);
    await this.#owners.get(name)?.revoke([partition]);
    this.#owners.set(name, to);
    to.assign([{ ...partition, offset: this.committedOffset(partition) }]);
  }
}
