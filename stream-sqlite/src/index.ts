export { openSqliteRecordLog, SqliteRecordLog, type SqliteRecordLogOptions } from "./record-log.ts";
