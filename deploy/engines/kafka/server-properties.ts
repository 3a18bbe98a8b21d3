import { loopback } from "../loopback-ports.ts";

/** Where one node listens. */
export interface KafkaNode {
  readonly id: number;
  readonly port: number;
  readonly controllerPort: number;
}

/** `server.properties` of a node that is broker and controller, one of `nodes`. */
export function serverProperties(
  node: KafkaNode,
  nodes: readonly KafkaNode[],
  logDir: string,
): string {
  const copies = nodes.length;
  const inSync = copies > 1 ? 2 : 1;
  const voters = nodes.map((each) => `${each.id}@${loopback}:${each.controllerPort}`).join(",");
  return propertiesText({
    "process.roles": "broker,controller",
    "node.id": node.id,
    "controller.quorum.voters": voters,
    listeners: `PLAINTEXT://${loopback}:${node.port},CONTROLLER://${loopback}:${node.controllerPort}`,
    "advertised.listeners": `PLAINTEXT://${loopback}:${node.port}`,
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
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

function propertiesText(properties: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}
