import { randomBytes } from "node:crypto";
import { type Clock, type Logger, silentLogger, systemClock } from "@rae/kit";
import { createDriver } from "../../src/adapters/cassandra/driver.ts";
import { openCassandraHistory } from "../../src/adapters/cassandra/history.ts";
import type {
  CassandraAddress,
  CassandraHistoryOptions,
} from "../../src/adapters/cassandra/options.ts";
import { type AppliedSchema, applySchema } from "../../src/adapters/cassandra/schema.ts";
import type { History } from "../../src/ports/history.ts";

export const dataCenter = "datacenter1";

/** A keyspace of one's own on some Cassandra, which need not be there. */
export class CassandraLab {
  readonly address: CassandraAddress;
  readonly clock: Clock;

  constructor(address: Partial<CassandraAddress>, clock: Clock = systemClock) {
    this.address = {
      contactPoints: [],
      localDataCenter: dataCenter,
      keyspace: `lab_${randomBytes(6).toString("hex")}`,
      ...address,
    };
    this.clock = clock;
  }

  applySchema(): Promise<AppliedSchema> {
    const { clock, address } = this;
    const replication = { [dataCenter]: 1 };
    return applySchema({ ...address, replication, clock, logger: silentLogger });
  }

  /** The same history as another process would open it. */
  open(options: Partial<CassandraHistoryOptions> = {}, logger: Logger = silentLogger): History {
    return openCassandraHistory({ ...this.address, clock: this.clock, logger, ...options });
  }

  /** One statement, not prepared. */
  async run(statement: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const driver = createDriver({ ...this.address, logger: silentLogger, entersKeyspace: false });
    try {
      const options = { prepare: false, readTimeout: 30_000 };
      const { rows } = await driver.execute(statement, [], options);
      return rows ?? [];
    } finally {
      await driver.shutdown();
    }
  }

  async drop(): Promise<void> {
    await this.run(`DROP KEYSPACE IF EXISTS ${this.address.keyspace}`);
  }
}

export function written(
  history: History,
  batch: Partial<Parameters<History["write"]>[0]>,
): Promise<void> {
  return history.write({ entries: [], devices: [], boxes: [], commands: [], leases: [], ...batch });
}
