export { eventually } from "./eventually.ts";
export { ManualClock } from "./manual-clock.ts";
export { type LogLine, RecordedLog } from "./recorded-log.ts";
