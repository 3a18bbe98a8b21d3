import { describe } from "vitest";
import { appendsContract } from "./record-log-appends.ts";
import { groupsContract } from "./record-log-groups.ts";
import type { OpenedLog } from "./record-log-harness.ts";
import { positionsContract } from "./record-log-positions.ts";
import { tailsContract } from "./record-log-tails.ts";

/** What every `RecordLog` holds. `open` makes an empty log with four partitions a topic. */
export function recordLogContract(name: string, open: () => Promise<OpenedLog>): void {
  describe(`the record log ${name}`, () => {
    describe("appending", () => appendsContract(open));
    describe("in a group", () => groupsContract(open));
    describe("at a position that it does not have", () => positionsContract(open));
    describe("tailing", () => tailsContract(open));
  });
}
