export { type BackoffPolicy, backoffDelays, defaultBackoff } from "./backoff.ts";
export { type ChildProgram, type ProgramOptions, spawnProgram } from "./child-program.ts";
export { type Clock, repeat, sleep, systemClock } from "./clock.ts";
export { CodedError, type ErrorDetails } from "./coded-error.ts";
export { ConfigError, parseConfig, printConfig, readYamlFile } from "./config.ts";
export { DeadlineExceeded, withDeadline } from "./deadline.ts";
export { illFormedTexts } from "./ill-formed-texts.ts";
export {
  type Closable,
  CloseStack,
  type ProcessOptions,
  type Running,
  runProcess,
} from "./lifecycle.ts";
export { createLogger, type Logger, type LogLevel, silentLogger } from "./log.ts";
export {
  makePrivateFile,
  makePrivateFolder,
  writePrivateFile,
} from "./private-files.ts";
export { schemaFaults } from "./schema-faults.ts";
