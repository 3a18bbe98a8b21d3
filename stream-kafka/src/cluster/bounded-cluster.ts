import { type Clock, withDeadline } from "@rae/kit";
import type { TopicsCluster } from "./cluster.ts";

/**
 * A cluster whose calls reject after `timeoutMs`. Each connection has deadlines already; these are for what
 * kafkajs puts around them: locks, retries, and calls that share one attempt.
 */
export function boundCluster(
  cluster: TopicsCluster,
  clock: Clock,
  timeoutMs: number,
): TopicsCluster {
  const bound =
    <Args extends unknown[], Result>(what: string, call: (...args: Args) => Promise<Result>) =>
    (...args: Args): Promise<Result> =>
      withDeadline(clock, timeoutMs, what, () => call.apply(cluster, args));
  return {
    connect: bound("connecting to Kafka", cluster.connect),
    disconnect: bound("disconnecting from Kafka", cluster.disconnect),
    addMultipleTargetTopics: bound("asking Kafka for metadata", cluster.addMultipleTargetTopics),
    refreshMetadata: bound("asking Kafka for metadata", cluster.refreshMetadata),
    fetchTopicsOffset: bound("asking Kafka for offsets", cluster.fetchTopicsOffset),
    findBroker: bound("connecting to a Kafka broker", cluster.findBroker),
    findGroupCoordinator: bound("finding the group coordinator", cluster.findGroupCoordinator),
    findControllerBroker: bound("connecting to the Kafka controller", cluster.findControllerBroker),
    findTopicPartitionMetadata: (topic) => cluster.findTopicPartitionMetadata(topic),
    topicFailure: (topic) => cluster.topicFailure(topic),
  };
}
