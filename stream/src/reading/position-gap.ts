import type { Logger } from "@rae/kit";
import type { PositionGap } from "../record-log.ts";

/** What a log without holes has of a partition. */
interface OffsetRange {
  readonly firstOffset: number;
  readonly endOffset: number;
}

/** Whether an offset is neither that of a record nor the next one's. */
export function isOffsetMissing(offset: number, { firstOffset, endOffset }: OffsetRange): boolean {
  return offset < firstOffset || offset > endOffset;
}

/** Nobody may miss it: acknowledged records are gone, or will be read twice. */
export function logGap(logger: Logger, gap: PositionGap, group?: string): void {
  const facts = group === undefined ? gap : { group, ...gap };
  logger.error(facts, "position is not on the log, reading goes on at its first record");
}
