import { defaults } from "@rae/protocol";
import type { Outbox, OutboxLane, OutboxRow } from "../ports/store.ts";
import type { UplinkConnection } from "../ports/uplink.ts";

const lanes: readonly OutboxLane[] = ["outcomes", "events"];

interface SentRow {
  readonly id: number;
  readonly bytes: number;
  acknowledged: boolean;
}

interface Lane {
  readonly name: OutboxLane;
  /** Rows read and not sent. */
  ready: OutboxRow[];
  readId: number;
  /** Rows sent, in order; those at the front that are acknowledged are deleted. */
  readonly sent: SentRow[];
}

/**
 * Sends the outbox over one connection: outcomes before events, each lane in order from its lowest row, at most `window`
 * rows and so many bytes unacknowledged, for a gateway closes a client that has more while the log is away. A new connection has a
 * new pump, which begins again with what was not acknowledged.
 *
 * INVARIANTS: a row is deleted only after every row before it in its lane, so that what is sent again never comes out of order.
 */
export class OutboxPump {
  readonly #outbox: Outbox;
  readonly #connection: UplinkConnection;
  readonly #window: number;
  readonly #lanes: readonly Lane[] = lanes.map((name) => ({
    name,
    ready: [],
    readId: 0,
    sent: [],
  }));
  readonly #stopListening: () => void;
  #unacknowledged = 0;
  #unacknowledgedBytes = 0;
  #stopped = false;
  #isFilling = false;
  #isWanted = false;

  constructor(outbox: Outbox, connection: UplinkConnection, window: number) {
    this.#outbox = outbox;
    this.#connection = connection;
    this.#window = window;
    this.#stopListening = outbox.onAppended(() => this.#fill());
    this.#fill();
  }

  /** Sends nothing more; what is acknowledged later is sent again by the next connection. */
  stop(): void {
    this.#stopped = true;
    this.#stopListening();
  }

  // Reading commits what the turn has written, and the commit tells of new rows: a call from within only asks for another round.
  #fill(): void {
    this.#isWanted = true;
    if (this.#isFilling) return;
    this.#isFilling = true;
    try {
      while (this.#isWanted) {
        this.#isWanted = false;
        this.#fillOnce();
      }
    } finally {
      this.#isFilling = false;
    }
  }

  #fillOnce(): void {
    for (const lane of this.#lanes) {
      while (!this.#stopped && this.#unacknowledged < this.#window) {
        const row = this.#next(lane);
        if (row === undefined) break;
        // Nothing passes a row that waits for room, or a large outcome might wait for ever behind small events.
        if (!this.#hasRoomFor(row)) return;
        lane.ready.shift();
        this.#send(lane, row);
      }
    }
  }

  #hasRoomFor({ payload }: OutboxRow): boolean {
    if (this.#unacknowledged === 0) return true;
    return this.#unacknowledgedBytes + payload.length <= defaults.outboxWindowBytes;
  }

  #next(lane: Lane): OutboxRow | undefined {
    if (lane.ready.length === 0) {
      lane.ready = this.#outbox.read(lane.name, lane.readId, this.#window - this.#unacknowledged);
      lane.readId = lane.ready.at(-1)?.id ?? lane.readId;
      // A row that waits here for room must not be replaced meanwhile: it would be sent all the same.
      if (lane.ready.length > 0) this.#outbox.markSent(lane.name, lane.readId);
    }
    return lane.ready[0];
  }

  #send(lane: Lane, row: OutboxRow): void {
    const entry = { id: row.id, bytes: row.payload.length, acknowledged: false };
    this.#unacknowledged += 1;
    this.#unacknowledgedBytes += entry.bytes;
    lane.sent.push(entry);
    this.#connection.publish(lane.name, row.payload).then(
      () => this.#acknowledged(lane, entry),
      // The connection has ended; the next one sends the row again.
      () => this.stop(),
    );
  }

  #acknowledged(lane: Lane, entry: SentRow): void {
    if (this.#stopped) return;
    entry.acknowledged = true;
    this.#unacknowledged -= 1;
    this.#unacknowledgedBytes -= entry.bytes;
    while (lane.sent[0]?.acknowledged) {
      this.#outbox.acknowledge(lane.sent[0].id);
      lane.sent.shift();
    }
    this.#fill();
  }
}
