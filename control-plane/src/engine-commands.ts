import { withDeadline } from "@rae/kit";
import { createKafkaTopics } from "@rae/stream-kafka";
import { applySchema } from "./adapters/cassandra/schema.ts";
import { cassandraAddress, kafkaOptions } from "./engine-options.ts";
import { openHistory, openView } from "./open-stores.ts";
import { withContext } from "./process-context.ts";
import type { ProgramCommand } from "./program.ts";
import { rebuildViewByHand } from "./rebuild-view.ts";
import { UsageError } from "./usage-error.ts";

export const engineCommandsUsage = `  rae-control-plane create-topics        creates the topics and partitions in Kafka that are missing,
                                         and says which settings of the others hurt
  rae-control-plane apply-schema         brings the tables in Cassandra to the newest version
  rae-control-plane rebuild-view         empties the fleet view and fills it again from the history
`;

/** Creates what is missing and tells what differs; may be run again, and by several at once. */
export const createTopicsCommand: ProgramCommand = {
  async run(config, args) {
    refuseArguments("create-topics", args);
    const { kafka } = config.log;
    if (kafka === undefined) {
      say("the log is on SQLite: there is nothing to create");
      return;
    }
    await withContext("rae-control-plane", config, async ({ clock, logger }) => {
      const options = kafkaOptions(kafka, config);
      const reports = await createKafkaTopics({ ...options, clock, logger });
      for (const { topic, partitions, change, findings } of reports) {
        say(`${topic}: ${partitions} partitions${change === undefined ? "" : `, ${change}`}`);
        for (const finding of findings) say(`  ${finding}`);
      }
    });
  },
};

/** Makes keyspace and tables, or what is missing of them; may be run again, and by several at once. */
export const applySchemaCommand: ProgramCommand = {
  async run(config, args) {
    refuseArguments("apply-schema", args);
    const { cassandra } = config.history;
    if (cassandra === undefined) {
      say("the history is on SQLite: its tables are made at the start");
      return;
    }
    const { replication } = cassandra;
    await withContext("rae-control-plane", config, async ({ clock, logger }) => {
      const address = cassandraAddress(cassandra, config);
      const options = { ...address, clock, logger };
      const { version, applied } = await applySchema(
        replication === undefined ? options : { ...options, replication },
      );
      for (const file of applied) say(`${file}: applied`);
      say(`${cassandra.keyspace}: version ${version}`);
    });
  },
};

const rebuildMs = 1_800_000;

/** Empties the fleet view and fills it again from the history, while everything runs. */
export const rebuildViewCommand: ProgramCommand = {
  async run(config, args) {
    refuseArguments("rebuild-view", args);
    await withContext("rae-control-plane", config, async (context) => {
      const { clock, logger } = context;
      const stores = { view: openView(context), history: openHistory(context) };
      const { by, elapsedMs, ...counts } = await withDeadline(
        clock,
        rebuildMs,
        "rebuilding the view",
        (signal) => rebuildViewByHand({ ...stores, clock, logger, signal }),
      );
      const who = by === "us" ? "filled" : "filled by an aggregator that runs";
      const what = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
      say(`${who} in ${elapsedMs} ms: ${what.join(", ")}`);
    });
  },
};

function refuseArguments(command: string, args: readonly string[]): void {
  if (args.length > 0) throw new UsageError(`${command} takes no arguments`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
