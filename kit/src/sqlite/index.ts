export { retryWhileBusy } from "./busy-retry.ts";
export { type DatabaseOptions, openDatabase } from "./database.ts";
export { makeDatabaseFile, walLimitBytes } from "./database-file.ts";
export { deferSync, syncWrites } from "./deferred-sync.ts";
export { isBusy, isDamage, isPassingFailure, isTooBig } from "./sqlite-failure.ts";
export { inTransaction } from "./transaction.ts";
export { probeWrite } from "./write-probe.ts";
