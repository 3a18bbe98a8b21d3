import { pino } from "pino";
import type { Logger } from "../log.ts";

/** A line of a log: its message and facts. */
export type LogLine = Readonly<Record<string, unknown>>;

/** A logger that keeps its lines, from debug on, for the test to read; a message's level is pino's number. */
export class RecordedLog {
  readonly lines: LogLine[] = [];
  readonly logger: Logger = pino(
    { level: "debug" },
    { write: (line: string) => void this.lines.push(JSON.parse(line)) },
  );

  /** The lines with this message, in order. */
  of(message: string): readonly LogLine[] {
    return this.lines.filter(({ msg }) => msg === message);
  }
}
