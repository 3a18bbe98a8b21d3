import type { Outbox, OutboxLane, OutboxRow } from "../ports/store.ts";
import type { UplinkConnection } from "../ports/uplink.ts";

const lanes: readonly OutboxLane[] = ["outcomes", "events"];

interface Lane {
  readonly name: OutboxLane;
  /** Rows read and not sent. */
  ready: OutboxRow[];
  readId: number;
  /** Rows sent, in order; those at the front that are acknowledged are deleted. */
  readonly sent: { readonly id: number; acknowledged: boolean }[];
}

/**
 * Sends the outbox over one connection: outcomes before events, each lane in order from its lowest row, at most `window`
 * unacknowledged. A new connection has a new pump, which begins again with what was not acknowledged.
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
        const row = this.#take(lane);
        if (row === undefined) break;
        this.#send(lane, row);
      }
    }
  }

  #take(lane: Lane): OutboxRow | undefined {
    if (lane.ready.length === 0) {
      lane.ready = this.#outbox.read(lane.name, lane.readId, this.#window - this.#unacknowledged);
      lane.readId = lane.ready.at(-1)?.id ?? lane.readId;
    }
    return lane.ready.shift();
  }

  #send(lane: Lane, row: OutboxRow): void {
    this.#unacknowledged += 1;
    this.#outbox.markSent(row.id);
    const entry = { id: row.id, acknowledged: false };
    lane.sent.push(entry);
    this.#connection.publish(lane.name, row.payload).then(
      () => this.#acknowledged(lane, entry),
      // The connection has ended; the next one sends the row again.
      () => this.stop(),
    );
  }

  #acknowledged(lane: Lane, entry: { acknowledged: boolean }): void {
    if (this.#stopped) return;
    entry.acknowledged = true;
    this.#unacknowledged -= 1;
    while (lane.sent[0]?.acknowledged) {
      this.#outbox.acknowledge(lane.sent[0].id);
      lane.sent.shift();
    }
    this.#fill();
  }
}
