import { type Clock, type Logger, repeat } from "@rae/kit";
import type { DiscoveryEvent, DiscoverySource } from "../ports/discovery.ts";
import { type InterfaceAddress, interfaceAddresses, isLocal } from "./interface-addresses.ts";
import { parseAnnouncement, parseTarget, parseUsn } from "./ssdp-announcement.ts";
import { parseSsdpMessage } from "./ssdp-message.ts";
import { SsdpSockets } from "./ssdp-sockets.ts";
import { type SearchTarget, SsdpTable } from "./ssdp-table.ts";

export interface SsdpOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /**
   * Names of the interfaces to search, `lo` among them if wanted. There is no default: a search
   * touches strangers' devices.
   */
  readonly interfaces: readonly string[];
  readonly targets: readonly SearchTarget[];
  /** How often is searched; also how often the interfaces' addresses are looked at. */
  readonly searchIntervalMs: number;
}

const ssdpPort = 1900;
/** Each is told once; beyond it somebody floods. */
const maxRefusals = 64;

/**
 * Finds devices by SSDP over IPv4: searches, and hears who comes and goes. Only what comes from the
 * networks of the named interfaces and points into them counts, for a box stands in several and a
 * forged LOCATION would send us anywhere.
 */
export class SsdpDiscovery implements DiscoverySource {
  readonly name = "ssdp";
  readonly #options: SsdpOptions;
  readonly #targets: readonly SearchTarget[];
  readonly #intervalMs: number;
  readonly #table: SsdpTable;
  #interfaces: readonly string[];
  #networks: readonly InterfaceAddress[] = [];
  #sockets: readonly SsdpSockets[] = [];
  #report: (event: DiscoveryEvent) => void = () => {};
  #stopRepeating = () => {};
  #rounds: Promise<void> = Promise.resolve();
  #closed = false;
  readonly #refused = new Set<string>();

  constructor(options: SsdpOptions) {
    this.#options = options;
    this.#interfaces = options.interfaces;
    this.#targets = options.targets;
    this.#intervalMs = options.searchIntervalMs;
    this.#table = new SsdpTable(this.#targets, this.#intervalMs * 2);
  }

  async start(report: (event: DiscoveryEvent) => void): Promise<void> {
    this.#report = report;
    await this.#round();
    this.#stopRepeating = repeat(
      this.#options.clock,
      this.#intervalMs,
      () => this.#round(),
      (error) => this.#options.logger.error({ err: error }, "ssdp search ended"),
    );
  }

  setInterfaces(names: readonly string[]): void {
    this.#interfaces = names;
    void this.#round();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopRepeating();
    this.#stopSockets();
    await this.#rounds;
  }

  /** One round after the other, for each may open the sockets anew. */
  #round(): Promise<void> {
    this.#rounds = this.#rounds.then(() => this.#roundNow());
    return this.#rounds;
  }

  async #roundNow(): Promise<void> {
    if (this.#closed) return;
    this.#give(this.#table.expire(this.#options.clock.monotonicMs()));
    const networks = interfaceAddresses(this.#interfaces);
    if (this.#sockets.length === 0 || addressesOf(networks) !== addressesOf(this.#networks)) {
      await this.#open(networks);
    }
    const searcher = this.#sockets.at(0);
    for (const { st } of searcher === undefined ? [] : this.#targets) searcher?.search(st);
  }

  async #open(networks: readonly InterfaceAddress[]): Promise<void> {
    const { logger } = this.#options;
    const interfaces = this.#interfaces;
    this.#stopSockets();
    this.#networks = networks;
    if (networks.length === 0) {
      if (interfaces.length > 0)
        logger.warn({ interfaces }, "no interface to search by ssdp has an ipv4 address");
      return;
    }
    const addresses = networks.map(({ address }) => address);
    const opened = [0, ssdpPort].map((port) => this.#createSockets(addresses, port));
    try {
      await Promise.all(opened.map((sockets) => sockets.start()));
      this.#sockets = opened;
    } catch (error) {
      // The next round tries again: an interface that comes up has its address before it can be
      // used.
      logger.warn({ err: error, interfaces }, "ssdp sockets cannot be opened");
      this.#sockets = opened;
      this.#stopSockets();
    }
    if (this.#closed) this.#stopSockets();
  }

  #createSockets(addresses: readonly string[], port: number): SsdpSockets {
    const { logger } = this.#options;
    return new SsdpSockets(addresses, port, {
      onDatagram: (datagram, from) => this.#take(datagram, from.address),
      onError: (error) => logger.warn({ err: error }, "ssdp socket failed"),
    });
  }

  #take(datagram: Uint8Array, from: string): void {
    if (!isLocal(from, this.#networks)) return;
    const message = parseSsdpMessage(datagram);
    if (message === undefined) return;
    const { kind, headers } = message;
    const nowMs = this.#options.clock.monotonicMs();
    if (kind === "goodbye") {
      const usn = parseUsn(headers);
      if (usn !== undefined) this.#give(this.#table.bye(usn, nowMs));
      return;
    }
    // Of what nobody searched for, a network is full.
    if (!this.#table.isWanted(parseTarget(headers) ?? "")) return;
    const announcement = parseAnnouncement(headers);
    if ("refusal" in announcement) {
      this.#refuse(from, announcement.refusal);
    } else if (!isLocal(announcement.host, this.#networks)) {
      this.#refuse(from, `its LOCATION is on another network: ${announcement.location}`);
    } else {
      this.#give(this.#table.heard(announcement, nowMs));
    }
  }

  #refuse(from: string, reason: string): void {
    const fault = `${from} ${reason}`;
    if (this.#refused.has(fault) || this.#refused.size >= maxRefusals) return;
    this.#refused.add(fault);
    this.#options.logger.info({ from, reason }, "ssdp announcement not followed");
  }

  #give(events: readonly DiscoveryEvent[]): void {
    if (this.#closed) return;
    for (const event of events) this.#report(event);
  }

  #stopSockets(): void {
    for (const sockets of this.#sockets) sockets.stop();
    this.#sockets = [];
  }
}

function addressesOf(networks: readonly InterfaceAddress[]): string {
  return networks.map(({ cidr }) => cidr).join(" ");
}
