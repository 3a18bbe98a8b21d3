import { loopback } from "../loopback-ports.ts";
import type { ServerSecrets } from "../secured.ts";

/** Where one node listens. */
export interface KafkaNode {
  readonly id: number;
  readonly port: number;
  readonly controllerPort: number;
  /** Of a second listener for clients, on `[::1]`; none unless given. */
  readonly ipv6Port?: number | undefined;
}

/**
 * `server.properties` of a node that is broker and controller, one of `nodes`. With secrets, clients and brokers come by TLS with a
 * login; controllers among themselves do not.
 */
export function serverProperties(
  node: KafkaNode,
  nodes: readonly KafkaNode[],
  logDir: string,
  secrets: ServerSecrets | undefined,
): string {
  const copies = nodes.length;
  const inSync = copies > 1 ? 2 : 1;
  const voters = nodes.map((each) => `${each.id}@${loopback}:${each.controllerPort}`).join(",");
  const clients = `CLIENT://${loopback}:${node.port}${node.ipv6Port === undefined ? "" : `,CLIENT6://[::1]:${node.ipv6Port}`}`;
  const protocol = secrets === undefined ? "PLAINTEXT" : "SASL_SSL";
  return propertiesText({
    "process.roles": "broker,controller",
    "node.id": node.id,
    "controller.quorum.voters": voters,
    listeners: `${clients},CONTROLLER://${loopback}:${node.controllerPort}`,
    "advertised.listeners": clients,
    "listener.security.protocol.map": `CLIENT:${protocol},CLIENT6:PLAINTEXT,CONTROLLER:PLAINTEXT`,
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "CLIENT",
    ...(secrets === undefined ? {} : securityProperties(secrets)),
    "log.dirs": logDir,
    "default.replication.factor": copies,
    "min.insync.replicas": inSync,
    "offsets.topic.replication.factor": copies,
    "transaction.state.log.replication.factor": copies,
    "transaction.state.log.min.isr": inSync,
    "share.coordinator.state.topic.replication.factor": copies,
    "share.coordinator.state.topic.min.isr": inSync,
    // A replica that fell behind may never lead: what was acknowledged would be lost.
    "unclean.leader.election.enable": false,
    // Fewer and smaller files than the default of 50 partitions; a lab's groups are few.
    "offsets.topic.num.partitions": 8,
    "group.initial.rebalance.delay.ms": 0,
    "auto.create.topics.enable": false,
    // A broker that froze or died is noticed within seconds, not within the default of 9 s and more.
    "broker.session.timeout.ms": 6_000,
    "broker.heartbeat.interval.ms": 1_000,
  });
}

function securityProperties(secrets: ServerSecrets) {
  const { caFile, bundleFile, username, password, ordinaryUsername } = secrets;
  const modules = "org.apache.kafka.common.security";
  const ownLogin = `username="${username}" password="${password}"`;
  return {
    "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-512",
    "sasl.mechanism.inter.broker.protocol": "PLAIN",
    "listener.name.client.plain.sasl.jaas.config": `${modules}.plain.PlainLoginModule required ${ownLogin} user_${username}="${password}" user_${ordinaryUsername}="${password}";`,
    "listener.name.client.scram-sha-512.sasl.jaas.config": `${modules}.scram.ScramLoginModule required;`,
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    // Controllers come without a login.
    "super.users": `User:${username};User:ANONYMOUS`,
    "allow.everyone.if.no.acl.found": true,
    "ssl.keystore.type": "PEM",
    "ssl.keystore.location": bundleFile,
    "ssl.truststore.type": "PEM",
    "ssl.truststore.location": caFile,
  };
}

function propertiesText(properties: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}
