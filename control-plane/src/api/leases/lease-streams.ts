import type { ServerResponse } from "node:http";
import { type Clock, type Closable, type Logger, repeat } from "@rae/kit";
import { type Lease, RaeError } from "@rae/protocol";
import type { Asker } from "../access/asker.ts";
import type { ApiLimits } from "../api-options.ts";
import { endStream } from "../events/end-stream.ts";
import { closedFrame, type Frame, frame, withId } from "../events/event-frame.ts";
import type { FleetWatch } from "../fleet-watch.ts";
import { formatTime } from "../rfc3339.ts";
import type { ExpiryWatch } from "./expiry-watch.ts";
import { leaseAnswer, placeJson } from "./lease-answer.ts";
import type { LeaseBook } from "./lease-book.ts";
import type { LeaseQueue } from "./lease-queue.ts";

/** Places in the queue are told as they change, but no more often. */
const placeEveryMs = 1_000;

export interface LeaseStreamsOptions {
  readonly book: LeaseBook;
  readonly queue: LeaseQueue;
  readonly watch: FleetWatch;
  readonly expiry: ExpiryWatch;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: ApiLimits;
}

interface Client {
  readonly response: ServerResponse;
  readonly leaseId: string;
  readonly askerNow: () => Asker;
  /** The last version that it was told of. */
  version: number;
  place: string;
  isClosed: boolean;
}

/** Tells clients of single leases: each change, the place in the queue, that the end is near, the end. */
export class LeaseStreams implements Closable {
  readonly #options: LeaseStreamsOptions;
  readonly #clients = new Map<string, Set<Client>>();
  readonly #stops: (() => void)[];
  #count = 0;

  constructor(options: LeaseStreamsOptions) {
    this.#options = options;
    const { book, expiry, clock, limits, logger } = options;
    const onError = (error: unknown) => logger.error({ err: error }, "leases not told of");
    this.#stops = [
      book.listen((lease) => this.#tell(lease)),
      expiry.listen((lease) => this.#warn(lease)),
      repeat(clock, limits.heartbeatMs, () => this.#beat(), onError),
      repeat(clock, placeEveryMs, () => this.#tellPlaces(), onError),
    ];
  }

  /** @throws RaeError `overloaded` if there are too many clients. */
  checkRoom(): void {
    const { eventClients } = this.#options.limits;
    if (this.#count < eventClients) return;
    throw new RaeError("overloaded", `${eventClients} clients follow leases already`, {
      details: { limit: eventClients },
    });
  }

  /**
   * Serves the stream of a lease on a response whose head has been sent, beginning with the lease as it is. What it returns ends the stream,
   * and says why.
   */
  serve(response: ServerResponse, lease: Lease, askerNow: () => Asker): (why: RaeError) => void {
    const { leaseId } = lease;
    const client: Client = { response, leaseId, askerNow, version: 0, place: "", isClosed: false };
    const clients = this.#clients.get(leaseId) ?? new Set();
    this.#clients.set(leaseId, clients.add(client));
    this.#count += 1;
    response.on("close", () => {
      if (!clients.delete(client)) return;
      this.#count -= 1;
      if (clients.size === 0) this.#clients.delete(leaseId);
    });
    this.#tellOne(client, lease);
    for (const soon of this.#options.expiry.soon()) {
      if (soon.leaseId === leaseId) this.#warnOne(client, soon);
    }
    return (why) => this.#end(client, why);
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    for (const client of this.#all())
      this.#end(client, new RaeError("shutting-down", "the server is stopping"));
  }

  #tell(lease: Lease): void {
    for (const client of this.#clients.get(lease.leaseId) ?? []) this.#tellOne(client, lease);
  }

  #tellOne(client: Client, lease: Lease): void {
    if (lease.version <= client.version) return;
    client.version = lease.version;
    const asker = client.askerNow();
    const shown = asker.fleet.showLease(lease);
    if (shown === undefined) {
      // To whoever reads it there is no such lease any more.
      client.isClosed = true;
      endStream(client.response, "", this.#options.clock);
      return;
    }
    const answer = leaseAnswer(shown, asker, this.#options.queue);
    client.place = JSON.stringify(answer.queue);
    this.#tellFrame(client, frame("lease", answer));
    if (lease.state !== "ended") return;
    client.isClosed = true;
    endStream(client.response, "", this.#options.clock);
  }

  #warn(lease: Lease): void {
    for (const client of this.#clients.get(lease.leaseId) ?? []) {
      this.#warnOne(client, lease);
    }
  }

  #warnOne(client: Client, lease: Lease): void {
    if (client.askerNow().sight.owns(lease)) this.#tellFrame(client, expiringFrame(lease));
  }

  #tellPlaces(): void {
    const { book, queue } = this.#options;
    for (const [leaseId, clients] of this.#clients) {
      const lease = book.get(leaseId);
      if (lease?.state !== "queued") continue;
      for (const client of clients) {
        const place = queue.place(lease, client.askerNow().sight);
        if (place === undefined) continue;
        const json = placeJson(place);
        const text = JSON.stringify(json);
        if (client.place === text) continue;
        client.place = text;
        this.#tellFrame(client, frame("queue", json));
      }
    }
  }

  #beat(): void {
    for (const client of this.#all()) this.#write(client, ": heartbeat\n\n");
  }

  /** The id of a frame is the version of the lease that the client knows. */
  #tellFrame(client: Client, text: Frame): void {
    this.#write(client, withId(text, String(client.version)));
  }

  /** A client that reads too slowly is closed: it comes again and is told how the lease is then. */
  #write(client: Client, text: string): void {
    if (client.isClosed) return;
    client.response.write(text);
    if (client.response.writableLength > this.#options.limits.eventClientBytes) {
      this.#options.logger.warn({}, "lease client cut off: it reads too slowly");
      this.#end(client, new RaeError("slow-reader", "the client reads too slowly"));
    }
  }

  #end(client: Client, why: RaeError): void {
    if (client.isClosed) return;
    client.isClosed = true;
    const lastWords = withId(closedFrame(why), String(client.version));
    endStream(client.response, lastWords, this.#options.clock);
  }

  #all(): readonly Client[] {
    return [...this.#clients.values()].flatMap((clients) => [...clients]);
  }
}

/** That a lease ends soon unless it is renewed. */
export function expiringFrame({ leaseId, holder, untilMs, devices }: Lease): Frame {
  const deviceIds = devices.map((each) => each.sessionId);
  return frame("lease-expiring", { id: leaseId, holder, until: formatTime(untilMs), deviceIds });
}
