import { type Clock, withDeadline } from "@rae/kit";
import { logTopics } from "@rae/protocol";
import type { Assignment, PrepareAssignments, RecordLog } from "@rae/stream";
import type { CurrentKind } from "../core/current-kind.ts";
import type { History } from "../ports/history.ts";
import type { BoxPlaces } from "./box-places.ts";
import type { CommandSweeper } from "./command-sweeper.ts";
import type { Healing } from "./healing.ts";
import { currentStates } from "./view-rebuild.ts";

export interface HandOverOptions {
  readonly log: RecordLog;
  readonly history: History;
  readonly places: BoxPlaces;
  readonly healing: Healing;
  readonly sweeper: CommandSweeper;
  readonly clock: Clock;
}

const countTimeoutMs = 10_000;

/**
 * Loads what must end by a time, or be asked for, of the boxes in partitions that were gained: whoever had them may be gone for good, and
 * nothing on the log may ever speak of it again. One scan of the current states serves all partitions of a rebalance.
 */
export function handOver(options: HandOverOptions): PrepareAssignments {
  const { log, history, places, healing, sweeper, clock } = options;
  return async (gained, signal) => {
    await withDeadline(
      clock,
      countTimeoutMs,
      "counting partitions",
      (ending) => places.learn(log, ending),
      signal,
    );
    const events = of(gained, logTopics.events);
    const commands = of(gained, logTopics.commands);
    for (const each of events.values()) healing.assigned(each.partition, each.signal);
    for (const each of commands.values()) sweeper.assigned(each.partition, each.signal);
    const kinds = new Set<CurrentKind>([
      ...(events.size > 0 ? (["box", "device"] as const) : []),
      ...(commands.size > 0 ? (["command"] as const) : []),
    ]);
    if (kinds.size === 0) return;
    for await (const states of currentStates(history, signal, kinds)) {
      for (const record of states.boxes) {
        const partition = places.partitionOf(logTopics.events, record.boxId);
        if (events.has(partition)) healing.boxFound(partition, record);
      }
      for (const record of states.devices) {
        const partition = places.partitionOf(logTopics.events, record.boxId);
        if (events.has(partition)) healing.deviceFound(partition, record);
      }
      for (const record of states.commands) {
        const partition = places.partitionOf(logTopics.commands, record.boxId);
        if (commands.has(partition)) sweeper.watch(record, partition);
      }
    }
  };
}

function of(gained: readonly Assignment[], topic: string): ReadonlyMap<number, Assignment> {
  const ofTopic = gained.filter((each) => each.topic === topic);
  return new Map(ofTopic.map((each) => [each.partition, each]));
}
