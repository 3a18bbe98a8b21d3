import type { Clock, Logger } from "@rae/kit";
import type { Registry } from "prom-client";

/** In PEM; `{}` trusts the authorities that the system trusts. */
export interface CassandraTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** The name in the servers' certificates, if it is not the host's. */
  readonly serverName?: string;
}

/** How many copies must answer. `one` and `local-one` lose and miss writes where there is more than one. */
export type CassandraConsistency = "local-quorum" | "quorum" | "one" | "local-one";

/** Where the servers are and who we are. */
export interface CassandraAddress {
  /** `host`, `host:port`, an IPv6 address or `[address]:port`: some of the servers; the others are found. */
  readonly contactPoints: readonly string[];
  readonly localDataCenter: string;
  readonly keyspace: string;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: CassandraTls;
  /** Default: `local-quorum`. */
  readonly consistency?: CassandraConsistency;
}

export interface CassandraHistoryOptions extends CassandraAddress {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics?: Registry;
  /** How long entries and commands are kept. Default: 90 days. */
  readonly retentionMs?: number;
  /** How long entries of the audit are kept. */
  readonly auditRetentionMs?: number;
  /** How long the last state of a session that has ended is kept. Default: 30 days. */
  readonly tombstonesMs?: number;
}
