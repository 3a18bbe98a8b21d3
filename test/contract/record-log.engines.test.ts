import { randomUUID } from "node:crypto";
import { CloseStack, silentLogger } from "@rae/kit";
import { openKafkaRecordLog } from "@rae/stream-kafka";
import { sharedEngines } from "../harness/engines.ts";
import { kafkaAccidents } from "./kafka-accidents.ts";
import { recordLogContract } from "./record-log-contract.ts";

recordLogContract("on Kafka", async () => {
  const opened = new CloseStack();
  const prefix = `${randomUUID()}-`;
  const open = () =>
    opened.use(
      "log",
      openKafkaRecordLog({
        brokers: sharedEngines().kafkaBrokers,
        clientId: "contract",
        logger: silentLogger,
        topics: {
          names: ["events", "commands", "others", "new"],
          prefix,
          partitions: 4,
          replicationFactor: 1,
          minInsyncReplicas: 1,
          retentionMs: {},
        },
      }),
    );
  const accidents = await kafkaAccidents(opened, sharedEngines().kafkaBrokers, prefix);
  return { log: open(), another: async () => open(), accidents, close: () => opened.close() };
});
