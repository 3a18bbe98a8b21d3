/** A member of a group in a process of its own, which can be stopped: it says what it takes in hand and what it does. */
import { silentLogger, sleep, systemClock } from "@rae/kit";
import type { KafkaRecordLogOptions } from "../../src/cluster/record-log-options.ts";
import { openKafkaRecordLog } from "../../src/record-log.ts";

const options: Omit<KafkaRecordLogOptions, "logger"> = JSON.parse(process.argv[2] ?? "{}");
const say = (word: string, partition: number) => process.send?.(`${word} ${partition}`);
const log = openKafkaRecordLog({ ...options, logger: silentLogger });
await log.consume({
  group: "readers",
  topics: ["events"],
  handle: async ({ partition, records }, signal) => {
    say("began", partition);
    await sleep(systemClock, 3_000);
    say(signal.aborted ? "gave-up" : "did", partition);
    return (records.at(-1)?.offset ?? 0) + 1;
  },
  onFailure: (error) => {
    throw error;
  },
});
