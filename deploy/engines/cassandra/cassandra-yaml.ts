import { join } from "node:path";
import { loopback } from "../loopback-ports.ts";

export interface CassandraNode {
  readonly folder: string;
  readonly port: number;
  /** Of the traffic between nodes; a single node listens there all the same. */
  readonly storagePort: number;
}

/** `cassandra.yaml` of a cluster of one, with little memory. JSON is YAML, too. */
export function cassandraYaml({ folder, port, storagePort }: CassandraNode): string {
  const settings = {
    cluster_name: "rae",
    num_tokens: 1,
    partitioner: "org.apache.cassandra.dht.Murmur3Partitioner",
    endpoint_snitch: "SimpleSnitch",
    listen_address: loopback,
    rpc_address: loopback,
    native_transport_port: port,
    storage_port: storagePort,
    seed_provider: [
      {
        class_name: "org.apache.cassandra.locator.SimpleSeedProvider",
        parameters: [{ seeds: `${loopback}:${storagePort}` }],
      },
    ],
    commitlog_sync: "periodic",
    commitlog_sync_period: "10000ms",
    commitlog_segment_size: "8MiB",
    memtable_heap_space: "64MiB",
    data_file_directories: [join(folder, "data")],
    commitlog_directory: join(folder, "commitlog"),
    saved_caches_directory: join(folder, "saved-caches"),
    hints_directory: join(folder, "hints"),
    cdc_raw_directory: join(folder, "cdc"),
  };
  return `${JSON.stringify(settings, null, 2)}\n`;
}
