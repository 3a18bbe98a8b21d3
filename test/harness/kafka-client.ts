import { quietIdleTimers } from "@rae/stream-kafka";
import { Kafka, type KafkaConfig, logLevel } from "kafkajs";

/** Kafka's client without any of Rae, for what an administrator or another program does. It logs nothing. */
export function kafkaClient(config: KafkaConfig): Kafka {
  quietIdleTimers();
  return new Kafka({ logLevel: logLevel.NOTHING, ...config });
}
