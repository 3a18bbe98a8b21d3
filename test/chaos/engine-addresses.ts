import { dataCenter, type Engines, type SharedEngines } from "../harness/engines.ts";

/** Addresses of engines of our own, as processes are told them. */
export function addressesOf({ brokers, cassandra, redis }: Engines): SharedEngines {
  return {
    kafkaBrokers: brokers.map(({ address }) => address),
    cassandra: { host: cassandra.host, port: cassandra.port, dataCenter },
    redis: { host: redis.host, port: redis.port },
  };
}
