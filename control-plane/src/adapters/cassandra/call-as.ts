import { type ErrorCode, RaeError } from "@rae/protocol";
import type { CassandraConnection } from "./connection.ts";
import type { Requests } from "./requests.ts";

/** A call of another store than the history, on a connection that speaks of the history: what fails leaves with that store's code. */
export async function callAs<T>(
  code: ErrorCode,
  connection: CassandraConnection,
  what: string,
  task: (requests: Requests) => Promise<T>,
): Promise<T> {
  try {
    return await connection.call(what, task);
  } catch (error) {
    if (!(error instanceof RaeError) || error.code !== "history-unavailable") throw error;
    const { message, cause, details } = error;
    throw new RaeError(code, message, { cause: cause ?? error, details });
  }
}
