import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { logTopics, parseBoxEvent } from "@rae/protocol";
import { type KafkaConnectionOptions, openKafkaRecordLog } from "@rae/stream-kafka";
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  type Admin,
  ResourcePatternTypes,
} from "kafkajs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readTopic } from "../chaos/read-topic.ts";
import { type Engines, openEngines } from "../harness/engines.ts";
import { kafkaClient } from "../harness/kafka-client.ts";
import { type GatewayProgram, type Processes, processesOn } from "../harness/processes.ts";
import { connectRawBox } from "../harness/raw-box.ts";

let folder: string;
let engines: Engines;
let admin: Admin;
let processes: Processes;
let gateway: GatewayProgram;
let connection: Pick<KafkaConnectionOptions, "brokers" | "tls" | "sasl">;

const topics = {
  names: [logTopics.events],
  ...{ partitions: 4, replicationFactor: 1, minInsyncReplicas: 1, retentionMs: {} },
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rae-refused-"));
  engines = await openEngines({
    dataDir: join(folder, "engines"),
    isSecured: true,
    ...{ cassandra: false, redis: false },
  });
  const { secured, brokers } = engines;
  const { caFile = "", username = "", password = "", ordinaryUsername = "" } = secured ?? {};
  const addresses = brokers.map(({ address }) => address);
  const ca = readFileSync(caFile, "utf8");
  const sasl = { mechanism: "plain", username, password } as const;
  connection = { brokers: addresses, tls: { ca }, sasl };
  admin = kafkaClient({ brokers: addresses, ssl: { ca: [ca] }, sasl }).admin();
  await admin.connect();
  const login = { mechanism: "plain", username: ordinaryUsername, password };
  processes = processesOn(undefined, folder, {
    log: {
      partitions: 4,
      kafka: { brokers: addresses, replicationFactor: 1, tls: { caFile }, sasl: login },
    },
  });
  const { code, complained } = await processes.command("create-topics");
  expect({ code, complained }).toEqual({ code: 0, complained: "" });
  gateway = processes.gateway();
  await gateway.start();
});

afterAll(async () => {
  await gateway?.stop();
  await admin?.disconnect();
  await engines?.abandon();
  rmSync(folder, { recursive: true, force: true });
});

const ofTopics = {
  resourceType: AclResourceTypes.TOPIC,
  resourcePatternType: ResourcePatternTypes.LITERAL,
  ...{ principal: "User:rae", host: "*" },
};
const anything = {
  ...{ ...ofTopics, resourceName: "*", operation: AclOperationTypes.ALL },
  permissionType: AclPermissionTypes.ALLOW,
};
const rule = {
  ...{ ...ofTopics, resourceName: logTopics.events, operation: AclOperationTypes.WRITE },
  permissionType: AclPermissionTypes.DENY,
};

/** What `/readyz` says of the log. */
async function logDetail(): Promise<{ readonly ready: boolean; readonly detail: string }> {
  const { dependencies } = await gateway.readyz();
  const { ready = false, detail = "" } = dependencies.find(({ name }) => name === "log") ?? {};
  return { ready, detail };
}

/** The boxes whose loss lies on the log. */
async function lostBoxes(): Promise<readonly string[]> {
  const log = openKafkaRecordLog({ ...connection, clientId: "test", logger: silentLogger, topics });
  const lost: string[] = [];
  try {
    await readTopic(log, logTopics.events, ({ value }) => {
      const { kind, boxId } = parseBoxEvent(value);
      if (kind === "Lost") lost.push(boxId);
    });
  } finally {
    await log.close();
  }
  return lost;
}

it("writes that Kafka refuses for 40 s cost no box its connection, are told with their reason, and a box that dies meanwhile is lost afterwards", async () => {
  for (const boxId of ["box-1", "box-2"]) await processes.issueCertificate(boxId);
  const [stays, dies] = await Promise.all([
    connectRawBox(gateway, "box-1", { hasWill: true }),
    connectRawBox(gateway, "box-2", { hasWill: true }),
  ]);
  await Promise.all([stays.attach("tv-1"), dies.attach("tv-2")]);

  await admin.createAcls({ acl: [anything, rule] });
  // The controller has confirmed it; the broker has to hear of it.
  await eventually(async () => expect((await admin.describeAcls(rule)).resources).toHaveLength(1));
  let isAttached = false;
  const attaching = stays.attach("tv-3").then(() => {
    isAttached = true;
  });
  dies.cut();
  const minutes = { timeoutMs: 90_000, intervalMs: 500 };
  await eventually(async () => {
    expect(await logDetail()).toEqual({
      ready: false,
      detail: expect.stringMatching(/does not allow this to the user/),
    });
  }, minutes);
  await eventually(async () => {
    const { detail } = await logDetail();
    expect(Number(/has waited (\d+) s/.exec(detail)?.[1])).toBeGreaterThanOrEqual(40);
  }, minutes);
  expect(stays.isConnected()).toBe(true);
  expect(isAttached).toBe(false);

  await admin.deleteAcls({ filters: [rule] });
  await attaching;
  // Each partition has a backoff of its own: only when nothing is late is the loss on the log, too.
  await eventually(
    async () => expect(await logDetail()).toEqual({ ready: true, detail: "" }),
    minutes,
  );
  expect(await lostBoxes()).toEqual(["box-2"]);
  await stays.close();
});
