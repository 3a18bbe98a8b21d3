import { type Logger as PinoLogger, pino } from "pino";

/** Structured logger: a constant lower-case message, facts in fields, no payloads above trace. */
export type Logger = PinoLogger;

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";

/** A logger that writes JSON lines to standard error, so that standard output stays a program's own. */
export function createLogger(name: string, level: LogLevel = "info"): Logger {
  return pino(
    { name, level, redact: ["token", "password", "key", "*.token", "*.password", "*.key"] },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** A logger that says nothing; for tests. */
export const silentLogger: Logger = pino({ level: "silent" });
