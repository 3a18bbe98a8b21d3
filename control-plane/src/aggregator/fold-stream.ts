import { logTopics } from "@rae/protocol";
import type { ProcessSlice } from "@rae/stream";
import type { CommandStage } from "./command-stage.ts";
import type { ControlStage } from "./control-stage.ts";
import type { EventStage } from "./event-stage.ts";

export const foldedTopics = [
  logTopics.events,
  logTopics.commands,
  logTopics.outcomes,
  logTopics.control,
] as const;

/** Gives each slice to the stage of its topic. */
export function foldStream(
  events: EventStage,
  commands: CommandStage,
  control: ControlStage,
): ProcessSlice {
  return (slice, signal) => {
    switch (slice.topic) {
      case logTopics.events:
        return events.process(slice, signal);
      case logTopics.commands:
        return commands.processRequests(slice, signal);
      case logTopics.outcomes:
        return commands.processOutcomes(slice, signal);
      case logTopics.control:
        return control.process(slice, signal);
      default:
        throw new Error(`the topic ${slice.topic} is not folded here`);
    }
  };
}
