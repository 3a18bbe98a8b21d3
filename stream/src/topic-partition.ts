export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** How far a partition reaches. */
export interface PartitionEnd extends TopicPartition {
  /** The offset that its next record will get. */
  readonly endOffset: number;
}

/** A partition's name for maps, metrics and messages. */
export function partitionName({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
