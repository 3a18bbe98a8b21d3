import { logTopics } from "@rae/protocol";
import type { ProcessSlice } from "@rae/stream";
import type { AuditStage } from "./audit-stage.ts";
import type { CommandStage } from "./command-stage.ts";
import type { ControlStage } from "./control-stage.ts";
import type { EventStage } from "./event-stage.ts";
import type { LeaseStage } from "./lease-stage.ts";

export const foldedTopics = [
  logTopics.events,
  logTopics.commands,
  logTopics.outcomes,
  logTopics.control,
  logTopics.leases,
  logTopics.audit,
] as const;

export interface Stages {
  readonly events: EventStage;
  readonly commands: CommandStage;
  readonly control: ControlStage;
  readonly leases: LeaseStage;
  readonly audit: AuditStage;
}

/** Gives each slice to the stage of its topic. */
export function foldStream({ events, commands, control, leases, audit }: Stages): ProcessSlice {
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
      case logTopics.leases:
        return leases.process(slice, signal);
      case logTopics.audit:
        return audit.process(slice, signal);
      default:
        throw new Error(`the topic ${slice.topic} is not folded here`);
    }
  };
}
