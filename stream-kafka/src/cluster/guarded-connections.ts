import type { Clock } from "@rae/kit";
import type { BrokerAddress } from "./broker-address.ts";
import { connectionError, type KafkaConnection } from "./one-socket.ts";
import { RenewedConnection } from "./renewed-connection.ts";

/** What makes kafkajs's connections: to the broker that is named, else to one of those configured. */
export interface ConnectionBuilder {
  build(to?: {
    readonly host?: string;
    readonly port?: number;
    readonly rack?: string | null;
  }): Promise<{ readonly pool: readonly KafkaConnection[] }>;
}

/**
 * Has kafkajs use connections that start afresh each time they are opened and have a deadline for every
 * wait. It also hands over addresses already parsed: kafkajs cuts `[::1]:9092` at the first colon.
 */
export function guardConnections(
  builder: ConnectionBuilder,
  brokers: readonly BrokerAddress[],
  clock: Clock,
): void {
  const build = builder.build.bind(builder);
  let next = 0;
  builder.build = async (to = {}) => {
    const address = to.host === undefined ? brokers[next++ % brokers.length] : to;
    const make = async () => {
      const [connection] = (await build(address)).pool;
      if (connection === undefined) throw connectionError("kafkajs makes no connection");
      return connection;
    };
    const made = await build(address);
    return Object.assign(made, { pool: made.pool.map(() => new RenewedConnection(make, clock)) });
  };
}
