import {
  type Clock,
  CloseStack,
  createLogger,
  type Logger,
  type LogLevel,
  systemClock,
} from "@rae/kit";
import { Registry } from "prom-client";
import type { ControlPlaneConfig } from "./config-schema.ts";

/** What the parts of a process are opened with. */
export interface ProcessContext {
  readonly config: ControlPlaneConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Everything that is opened goes here: it is closed in the reverse order, also if the start fails. */
  readonly stack: CloseStack;
  /** Aborts when the process is to end, also while it starts: whatever waits to be opened gives up then. */
  readonly signal: AbortSignal;
}

/** The context of this process; `program` names it in the log. */
export function createContext(
  program: string,
  config: ControlPlaneConfig,
  signal: AbortSignal,
): ProcessContext {
  const logger = createLogger(program.replace("rae-", ""), config.logLevel as LogLevel);
  const stack = new CloseStack();
  return { config, clock: systemClock, logger, metrics: new Registry(), stack, signal };
}

/** Does what `work` says, and closes what it has opened. */
export async function withContext<T>(
  program: string,
  config: ControlPlaneConfig,
  work: (context: ProcessContext) => Promise<T>,
): Promise<T> {
  const context = createContext(program, config, new AbortController().signal);
  try {
    return await work(context);
  } finally {
    await context.stack.close();
  }
}
