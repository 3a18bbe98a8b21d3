import type { DeviceRecord } from "../../core/device-record.ts";
import { parseRecordText, recordText } from "../../core/record-text.ts";
import { bigCell, textCell } from "./cells.ts";
import { deviceTimestamp } from "./device-timestamp.ts";
import type { Requests, Row, Statement } from "./requests.ts";

const addOpen =
  "INSERT INTO device (session_id, box_id, record) VALUES (?, ?, ?) USING TIMESTAMP ?";
const findAll = "SELECT record, ended FROM device WHERE session_id = ?";

/** Current states of devices: the write timestamps alone decide what stays, so that no write reads. */
export class DeviceRows {
  readonly #addEnded: string;

  constructor(tombstonesMs: number) {
    const ttl = Math.ceil(tombstonesMs / 1000);
    this.#addEnded = `INSERT INTO device (session_id, box_id, record, ended) VALUES (?, ?, ?, true) USING TTL ${ttl} AND TIMESTAMP ?`;
  }

  statementOf(record: DeviceRecord): Statement {
    return {
      query: record.ended === undefined ? addOpen : this.#addEnded,
      params: [
        ...[textCell(record.sessionId), textCell(record.boxId), textCell(recordText(record))],
        bigCell(deviceTimestamp(record)),
      ],
    };
  }

  async read(requests: Requests, sessionIds: Iterable<string>): Promise<Map<string, DeviceRecord>> {
    const records = new Map<string, DeviceRecord>();
    const read = async (sessionId: string) => {
      const found = await requests.execute({ query: findAll, params: [textCell(sessionId)] });
      const record = ownerOf(found.rows);
      if (record !== undefined) records.set(sessionId, record);
    };
    await Promise.all([...new Set(sessionIds)].map(read));
    return records;
  }
}

/**
 * Of the rows of one session, the record of the box that was heard first, which by the guard no other replaces. The receive time
 * is the gateway's, so that a box cannot predate its claim.
 */
export function ownerOf(rows: readonly Row[]): DeviceRecord | undefined {
  const [only] = rows;
  if (only === undefined) return undefined;
  if (rows.length === 1) return parseRecordText<DeviceRecord>(String(only.record));
  const records = rows.map(({ record }) => parseRecordText<DeviceRecord>(String(record)));
  return records.reduce((first, each) =>
    each.firstReceivedAtMs < first.firstReceivedAtMs ? each : first,
  );
}
