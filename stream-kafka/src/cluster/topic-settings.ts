import type { TopicSetting } from "./cluster.ts";
import type { KafkaTopicOptions } from "./record-log-options.ts";

/** What a setting of a topic has to be, and what happens if it is not. */
interface Need {
  readonly name: string;
  readonly value: string;
  /** Whether another value does as well; only the same one unless given. */
  readonly allows?: (value: string) => boolean;
  readonly otherwise: string;
}

/** The settings that topics are created with. */
export function topicSettings(name: string, topics: KafkaTopicOptions): readonly TopicSetting[] {
  return needsOf(name, topics).map(({ name: setting, value }) => ({ name: setting, value }));
}

/** Names of the settings that `findingsOf` judges. */
export function judgedSettings(name: string, topics: KafkaTopicOptions): readonly string[] {
  return needsOf(name, topics).map(({ name: setting }) => setting);
}

/** In words, each setting of a topic that is not as needed, what comes of it, and the command that mends it. */
export function findingsOf(
  name: string,
  onCluster: string,
  topics: KafkaTopicOptions,
  found: ReadonlyMap<string, string | null>,
): readonly string[] {
  return needsOf(name, topics).flatMap(({ name: setting, value, allows, otherwise }) => {
    const has = found.get(setting);
    if (has === undefined || has === null || has === value || allows?.(has) === true) return [];
    const command = `kafka-configs.sh --bootstrap-server HOST:PORT --alter --topic ${onCluster} --add-config ${setting}=${value}`;
    return [`${setting} is ${has} and should be ${value}: ${otherwise}; run ${command}`];
  });
}

function needsOf(name: string, topics: KafkaTopicOptions): readonly Need[] {
  const { minInsyncReplicas, retentionMs, maxMessageBytes = 2 * 2 ** 20 } = topics;
  const retention = retentionMs[name];
  return [
    {
      name: "cleanup.policy",
      value: "delete",
      otherwise: "Kafka removes all but the newest record of a box",
    },
    {
      name: "message.timestamp.type",
      value: "LogAppendTime",
      otherwise: "retention and reading since a time go by the clocks of those who write",
    },
    {
      name: "max.message.bytes",
      value: `${maxMessageBytes}`,
      allows: (value) => Number(value) >= maxMessageBytes,
      otherwise: "a large record becomes a dead letter",
    },
    {
      name: "min.insync.replicas",
      value: `${minInsyncReplicas}`,
      allows: (value) => Number(value) >= minInsyncReplicas,
      otherwise: "what was acknowledged is lost with fewer brokers than configured",
    },
    {
      name: "unclean.leader.election.enable",
      value: "false",
      otherwise: "a broker that fell behind may lead, and what was acknowledged is lost",
    },
    {
      name: "compression.type",
      value: "producer",
      otherwise: "the brokers compress every batch again",
    },
    ...(retention === undefined ? [] : [retentionNeed(retention)]),
    {
      name: "retention.bytes",
      value: "-1",
      otherwise: "records go before their time when there are many",
    },
  ];
}

function retentionNeed(retentionMs: number): Need {
  return {
    name: "retention.ms",
    value: `${retentionMs}`,
    otherwise: "records go before or after the time that is configured",
  };
}
