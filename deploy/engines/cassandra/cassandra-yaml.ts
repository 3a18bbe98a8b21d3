import { join } from "node:path";
import { loopback } from "../loopback-ports.ts";
import type { ServerSecrets } from "../secured.ts";

export interface CassandraNode {
  readonly folder: string;
  readonly port: number;
  /** Of the traffic between nodes; a single node listens there all the same. */
  readonly storagePort: number;
  readonly commitLog: CommitLogMode;
  readonly memory: CassandraMemory;
  readonly secrets: ServerSecrets | undefined;
}

/**
 * When a write is acknowledged: `each-write` when it is on disk; `periodic`, as clusters run by default, when it is in memory, of
 * which a killed node forgets the newest 100 ms. A cluster has other copies of them; a single node has not.
 */
export type CommitLogMode = "each-write" | "periodic";

/** `small`: about 1 GB, for tests. `large`: about 2 GB, and fewer flushes and compactions under a steady load. */
export type CassandraMemory = "small" | "large";

const memtables = { small: "64MiB", large: "384MiB" } satisfies Record<CassandraMemory, string>;

const commitLogs = {
  "each-write": { commitlog_sync: "batch" },
  periodic: { commitlog_sync: "periodic", commitlog_sync_period: "10000ms" },
} satisfies Record<CommitLogMode, object>;

/** `cassandra.yaml` of a cluster of one. JSON is YAML, too. */
export function cassandraYaml(node: CassandraNode): string {
  const { folder, port, storagePort, commitLog, memory, secrets } = node;
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
    ...commitLogs[commitLog],
    ...(secrets === undefined ? {} : securitySettings(secrets)),
    commitlog_segment_size: "8MiB",
    // Off the heap, they do not lengthen the pauses of the garbage collector.
    memtable_allocation_type: "offheap_objects",
    memtable_heap_space: memtables[memory],
    memtable_offheap_space: memtables[memory],
    data_file_directories: [join(folder, "data")],
    commitlog_directory: join(folder, "commitlog"),
    saved_caches_directory: join(folder, "saved-caches"),
    hints_directory: join(folder, "hints"),
    cdc_raw_directory: join(folder, "cdc"),
  };
  return `${JSON.stringify(settings, null, 2)}\n`;
}

function securitySettings({ pkcs12File, password }: ServerSecrets) {
  return {
    authenticator: "PasswordAuthenticator",
    authorizer: "CassandraAuthorizer",
    client_encryption_options: {
      enabled: true,
      optional: false,
      keystore: pkcs12File,
      keystore_password: password,
      store_type: "PKCS12",
    },
  };
}
