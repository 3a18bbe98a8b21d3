import type { ControlPlaneConfig } from "./config-schema.ts";
import type { TlsConfig } from "./engine-schema.ts";

/** Cassandra's longest time to live (`MAX_TTL`), but for the 14 days by which the rows that lead to entries outlive them. */
const cassandraRetentionMaxMs = (20 * 365 - 14) * 86_400_000;

/** What no single field shows: settings that do not go together, a sentence each. */
export function contradictions(config: ControlPlaneConfig): string[] {
  const { http, log, view, history } = config;
  const faults: string[] = [];
  const refuse = (isWrong: boolean, fault: string) => {
    if (isWrong) faults.push(fault);
  };
  const pair = (place: string, tls: TlsConfig | undefined) =>
    refuse(isHalf(tls?.certFile, tls?.keyFile), `${place} needs certFile and keyFile, or neither`);
  const secret = (place: string, of: Credentials | undefined) =>
    refuse(
      isBoth(of?.password, of?.passwordFile),
      `${place} takes password or passwordFile, not both`,
    );

  refuse(isHalf(http.certFile, http.keyFile), "/http needs certFile and keyFile, or neither");
  const { kafka } = log;
  pair("/log/kafka/tls", kafka?.tls);
  secret("/log/kafka/sasl", kafka?.sasl);
  refuse(
    kafka?.sasl !== undefined && isNeither(kafka.sasl.password, kafka.sasl.passwordFile),
    "/log/kafka/sasl needs password or passwordFile",
  );
  refuse(
    (kafka?.minInsyncReplicas ?? 0) > (kafka?.replicationFactor ?? 0),
    "/log/kafka/minInsyncReplicas is more than replicationFactor: nothing could be appended",
  );
  const { redis } = view;
  const topologies = [redis?.single, redis?.sentinel, redis?.cluster].filter(
    (each) => each !== undefined,
  );
  refuse(
    redis !== undefined && topologies.length !== 1,
    "/view/redis takes one of single, sentinel and cluster",
  );
  pair("/view/redis/tls", redis?.tls);
  secret("/view/redis", redis);
  secret("/view/redis/sentinel", redis?.sentinel);
  const { cassandra } = history;
  pair("/history/cassandra/tls", cassandra?.tls);
  secret("/history/cassandra", cassandra);
  refuse(
    cassandra !== undefined &&
      isHalf(cassandra.username, cassandra.password ?? cassandra.passwordFile),
    "/history/cassandra needs username and a password, or neither",
  );
  refuse(
    cassandra?.replication !== undefined &&
      cassandra.replication[cassandra.localDataCenter] === undefined,
    "/history/cassandra/replication does not name localDataCenter",
  );
  for (const name of ["historyRetentionMs", "auditRetentionMs"] as const) {
    refuse(
      cassandra !== undefined && config[name] > cassandraRetentionMaxMs,
      `/${name} must be at most ${cassandraRetentionMaxMs} with /history/cassandra, which keeps nothing for longer than 20 years`,
    );
  }
  return faults;
}

interface Credentials {
  readonly password?: string;
  readonly passwordFile?: string;
}

function isHalf(one: string | undefined, other: string | undefined): boolean {
  return (one === undefined) !== (other === undefined);
}

function isBoth(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined;
}

function isNeither(one: string | undefined, other: string | undefined): boolean {
  return one === undefined && other === undefined;
}
