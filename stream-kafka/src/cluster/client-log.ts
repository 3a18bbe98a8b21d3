import type { Logger } from "@rae/kit";
import type { logCreator } from "kafkajs";

/**
 * kafkajs's own log lines, all at debug: it logs as errors what this adapter tries again and reports itself once it
 * matters.
 */
export function clientLog(logger: Logger): logCreator {
  return () =>
    ({ namespace, label, log }) => {
      const { message, timestamp: _, logger: __, ...facts } = log;
      logger.debug({ ...facts, namespace, label, said: message }, "kafka client");
    };
}
