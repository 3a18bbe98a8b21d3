import type { BoxJson } from "../../src/api/json/box-json.ts";
import type { CommandJson } from "../../src/api/json/command-json.ts";
import type { DeviceJson } from "../../src/api/json/device-json.ts";
import type { HistoryEntryJson } from "../../src/api/json/history-json.ts";
import type { LeaseJson } from "../../src/api/json/lease-json.ts";
import type { LeaseAnswer } from "../../src/api/leases/lease-answer.ts";
import type { Problem } from "../../src/api/problem.ts";
import type { ReadinessJson } from "../../src/api/routes/readyz.ts";

/**
 * Any answer, by the fields that tests read. Which of them an answer has is for its schema to say; every answer is checked against
 * that before a test reads it.
 */
export interface AnswerBody
  extends Omit<Problem, "type">,
    Pick<CommandJson, "requestedAt" | "deadlineAt" | "finishedAt" | "late">,
    Pick<
      DeviceJson,
      "id" | "asset" | "boxId" | "attributes" | "updatedAt" | "lease" | "availability"
    >,
    Pick<BoxJson, "presence" | "devices">,
    Required<Pick<HistoryEntryJson, "revision">>,
    ReadinessJson {
  readonly state: string;
  readonly stateReason: string | null;
  readonly boxPresence: string;
  readonly error: NonNullable<CommandJson["error"]>;
  readonly name: string;
  readonly commands: readonly object[];
  readonly facets: Readonly<Record<string, readonly object[]>>;
  readonly items: readonly AnswerBody[];
  readonly nextCursor: string | null;
  readonly position: string;
  readonly leaseId: string | null;
  readonly capabilities: readonly string[];
  readonly queue: LeaseAnswer["queue"];
  readonly ended: LeaseJson["ended"];
  readonly until: string;
}
