export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** A partition's name for maps, metrics and messages. */
export function partitionName({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
