import { isTerminal } from "@rae/protocol";
import { isNewerCommand } from "../../core/command-order.ts";
import type { CommandRecord } from "../../core/command-record.ts";
import { intCell, longCell, textCell } from "./cells.ts";
import { GuardedRows } from "./guarded-rows.ts";
import { openPeriodOf, openTtlS } from "./open-periods.ts";
import type { Requests, Statement } from "./requests.ts";

const provisionalTtlS = 86_400;

const addOpen = `INSERT INTO open_command (period, command_id) VALUES (?, ?) USING TTL ${openTtlS} AND TIMESTAMP 1`;
const deleteOpen = "DELETE FROM open_command USING TIMESTAMP 2 WHERE period = ? AND command_id = ?";
const findOpen = "SELECT command_id FROM open_command WHERE period = ?";
const findOfSession =
  "SELECT command_id FROM command_of_session WHERE session_id = ? ORDER BY requested_at_ms DESC, command_id DESC";

/** Commands, and the two tables that lead to them: by their device, and while they are open. */
export class CommandRows {
  readonly #rows: GuardedRows<CommandRecord>;
  readonly #addOfSession: string;

  constructor(retentionMs: number) {
    const ttl = Math.ceil(retentionMs / 1000);
    this.#rows = new GuardedRows({
      table: "command",
      idOf: (record) => record.commandId,
      isNewer: isNewerCommand,
      ttlOf: (record) => (record.provisional === true ? Math.min(ttl, provisionalTtlS) : ttl),
    });
    this.#addOfSession = `INSERT INTO command_of_session (session_id, requested_at_ms, command_id) VALUES (?, ?, ?) USING TTL ${ttl}`;
  }

  /** The ways to a command are written before it, and the way to an open one goes after it: none is ever missing. */
  async write(requests: Requests, record: CommandRecord): Promise<void> {
    if (record.provisional === true) {
      await this.#rows.write(requests, record);
      return;
    }
    const isOver = isTerminal(record.state);
    await Promise.all([
      requests.execute(this.#ofSession(record)),
      ...(isOver ? [] : [requests.execute(openStatement(addOpen, record))]),
    ]);
    await this.#rows.write(requests, record);
    if (isOver) await requests.execute(openStatement(deleteOpen, record));
  }

  read(requests: Requests, ids: Iterable<string>): Promise<Map<string, CommandRecord>> {
    return this.#rows.readAll(requests, ids);
  }

  /** Newest first, without provisional ones. */
  async readOfSession(
    requests: Requests,
    sessionId: string,
    limit: number,
  ): Promise<CommandRecord[]> {
    const statement = { query: findOfSession, params: [textCell(sessionId)] };
    const records: CommandRecord[] = [];
    for await (const rows of requests.pages(statement, limit)) {
      const ids = rows.map((row) => String(row.command_id));
      const found = await this.read(requests, ids);
      for (const id of ids) {
        const record = found.get(id);
        if (record !== undefined && record.provisional !== true) records.push(record);
      }
      if (records.length >= limit) break;
    }
    return records.slice(0, limit);
  }

  /** The open ones among the commands that were asked for in a period. */
  async readOpen(requests: Requests, period: number): Promise<CommandRecord[]> {
    const records: CommandRecord[] = [];
    const statement = { query: findOpen, params: [intCell(period)] };
    for await (const rows of requests.pages(statement, 500)) {
      const found = await this.read(
        requests,
        rows.map((row) => String(row.command_id)),
      );
      for (const record of found.values()) if (isOpen(record)) records.push(record);
    }
    return records;
  }

  #ofSession({ sessionId, requestedAtMs, commandId }: CommandRecord): Statement {
    const params = [textCell(sessionId), longCell(requestedAtMs), textCell(commandId)];
    return { query: this.#addOfSession, params };
  }
}

function openStatement(query: string, { requestedAtMs, commandId }: CommandRecord): Statement {
  return { query, params: [intCell(openPeriodOf(requestedAtMs)), textCell(commandId)] };
}

function isOpen(record: CommandRecord): boolean {
  return !isTerminal(record.state) && record.provisional !== true;
}
