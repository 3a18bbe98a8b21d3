import { accessSync, constants, existsSync } from "node:fs";
import { join } from "node:path";
import { loadAgentConfig } from "@rae/agent";
import { readScenario } from "@rae/simulator";
import { describe, expect, it } from "vitest";
import { listFiles, readSourceTree } from "../structure/source-tree.ts";
import {
  compose,
  imagePrograms,
  read,
  readYaml,
  root,
  runProgram,
  type Service,
  unknownWords,
} from "./deployed-files.ts";

const services = Object.entries(compose.services);
const isJob = ({ restart }: Service) => restart?.startsWith("on-failure") === true;
const secondsOf = (text = "") => Number(/^(\d+)s$/.exec(text)?.[1]);

/** Every call of a program of ours in compose: its name, and what it is given. */
const calls = services.flatMap(([service, { command = [] }]) => {
  const lines = command[0] === "sh" ? (command.at(-1) ?? "").split("\n") : [command.join(" ")];
  return lines
    .filter((line) => line.startsWith("rae-"))
    .map((line) => line.split(" "))
    .map(([program = "", ...args]) => ({ service, program, args }));
});

describe("the image", () => {
  it("starts each program by a name, from a file that can be executed", () => {
    expect(imagePrograms.size).toBeGreaterThan(5);
    for (const path of imagePrograms.values()) accessSync(join(root, path), constants.X_OK);
  });

  it("has every program of the workspaces", () => {
    const { manifests } = readSourceTree(root);
    const programs = [...manifests.keys()].flatMap((folder) =>
      Object.entries<string>(JSON.parse(read(join(folder, "package.json"))).bin ?? {}).map(
        ([name, path]) => [name, join(folder, path)],
      ),
    );
    expect([...imagePrograms]).toEqual(expect.arrayContaining(programs));
  });

  it("brings the manifest of each workspace that it installs, and no rule leaves its sources out", () => {
    const dockerfile = read("deploy/Dockerfile");
    const installed = [...dockerfile.matchAll(/--workspace ([a-z0-9/-]+)/g)].map(
      ([, name]) => name,
    );
    const brought = [...dockerfile.matchAll(/COPY ([a-z0-9/-]+)\/package\.json/g)].map(
      ([, n]) => n,
    );
    expect(installed).toEqual(brought);
    const allowed = read(".dockerignore").split("\n");
    const needed = [...installed, "deploy/probe"];
    const isLeftOut = (name = "") =>
      !allowed.includes(`!${name}`) && !allowed.includes(`!${name.split("/")[0]}`);
    expect(needed.filter(isLeftOut)).toEqual([]);
    expect(installed).toEqual(expect.arrayContaining([...driverWorkspaces()]));
  });
});

/** The contract of drivers, and each driver that the agent imports. */
function driverWorkspaces(): readonly string[] {
  const dependencies = Object.keys(JSON.parse(read("agent/package.json")).dependencies);
  const families = dependencies.filter((name) => name.startsWith("@rae/driver-"));
  return ["driver", ...families.map((name) => name.replace("@rae/driver-", "drivers/"))];
}

describe("compose", () => {
  it.each(calls)("$service: $program understands $args", ({ program, args }) => {
    expect(unknownWords(imagePrograms.get(program) ?? "", args)).toEqual([]);
  });

  it.each(services)(
    "%s: what is mounted exists, and what is configured is mounted",
    (_, service) => {
      const { volumes = [], command = [] } = service;
      const mounts = volumes.map((volume) => volume.split(":"));
      const missing = mounts.filter(([from = ""]) =>
        from.startsWith(".")
          ? !existsSync(join(root, "deploy", from))
          : !Object.hasOwn(compose.volumes, from),
      );
      expect(missing).toEqual([]);
      const targets = mounts.map(([, to]) => to);
      const configured = command.filter((word) => /^\/etc\/rae\/.*\.yaml$/.test(word));
      expect(configured.filter((path) => !targets.includes(path))).toEqual([]);
    },
  );

  it("uses every volume that it declares", () => {
    const used = services.flatMap(([, { volumes = [] }]) => volumes.map((v) => v.split(":")[0]));
    expect(Object.keys(compose.volumes).filter((name) => !used.includes(name))).toEqual([]);
  });

  it.each(services)(
    "%s: has a limit, a restart policy, and says whether it is well",
    (_, service) => {
      expect(service.deploy.resources.limits).toEqual({
        cpus: expect.stringMatching(/^\d\.\d$/),
        memory: expect.stringMatching(/^\d+[mg]$/),
      });
      expect(service.restart).toMatch(/^(unless-stopped|on-failure:\d+)$/);
      expect(service.healthcheck).toBeDefined();
    },
  );

  it("waits for health of what tells its health, and for the end of what ends", () => {
    const waits = services.flatMap(([name, { depends_on = {} }]) =>
      Object.entries(depends_on).map(([on, { condition }]) => ({ name, on, condition })),
    );
    expect(waits.length).toBeGreaterThan(10);
    const wrong = waits.filter(({ on, condition }) => {
      const service = compose.services[on];
      if (service === undefined) return true;
      const ends = isJob(service);
      const expected = ends ? "service_completed_successfully" : "service_healthy";
      return condition !== expected || (!ends && service.healthcheck?.disable === true);
    });
    expect(wrong).toEqual([]);
  });

  it("pins the version of every image that is not ours", () => {
    const foreign = services.filter(([, { build }]) => build === undefined);
    const versions = foreign.map(([, { image }]) => image);
    expect(versions.length).toBeGreaterThan(6);
    expect(versions.filter((image) => !/:v?\d+\.\d+\.\d+(-[a-z]+)?$/.test(image))).toEqual([]);
    expect(read("deploy/Dockerfile")).toMatch(/NODE_IMAGE=node:24\.\d+\.\d+-/);
  });

  it("holds no secret: each comes from the environment, and is asked for if it is missing", () => {
    const secrets = services.flatMap(([, { environment = {} }]) =>
      Object.entries(environment).filter(([name]) => /PASSWORD|AUTH|SECRET/.test(name)),
    );
    expect(secrets.length).toBeGreaterThan(2);
    expect(secrets.filter(([, value]) => !/^\$\{[A-Z_]+:\?.+\}$/.test(String(value)))).toEqual([]);
  });

  it("asks for no variable that the example does not have, and the example fills in no secret", () => {
    const example = read("deploy/.env.example");
    const asked = read("deploy/compose.yaml").match(/(?<!\$)\$\{[A-Z_]+/g) ?? [];
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter((name) => !example.includes(`${name.slice(2)}=`))).toEqual([]);
    expect(example.match(/^[A-Z_]*PASSWORD=.+$/gm)).toBeNull();
  });

  it("offers to other machines only what is behind TLS, and the stores to nobody", () => {
    const offered = services.flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port]));
    const open = offered.filter(([, port = ""]) => !port.startsWith("127.0.0.1:"));
    expect(open).toEqual([["gateway", expect.stringMatching(/:8883$/)]]);
    const stores = services.filter(([name]) => /^(kafka-\d|redis|cassandra)$/.test(name));
    expect(stores.map(([, { networks }]) => networks)).toEqual(Array(5).fill(["engines"]));
    expect(compose.networks.engines).toEqual({ internal: true });
  });

  it("stops a process only after it had its time to drain", () => {
    const { drainTimeoutMs } = readYaml<{ drainTimeoutMs: number }>(
      "deploy/compose/control-plane.yaml",
    );
    const processes = ["gateway", "aggregator", "api"].map((name) => compose.services[name]);
    const graces = processes.map((process) => secondsOf(process?.stop_grace_period) * 1000);
    expect(graces.filter((ms) => ms > drainTimeoutMs)).toHaveLength(3);
  });

  it("has three Kafka nodes that know each other, and asks two of them for every record", () => {
    const nodes = services.filter(([name]) => name.startsWith("kafka-"));
    const voters = nodes.map(([name, { environment = {} }]) => {
      expect(environment).toMatchObject({
        KAFKA_MIN_INSYNC_REPLICAS: 2,
        KAFKA_DEFAULT_REPLICATION_FACTOR: 3,
        KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: 3,
        KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE: "false",
        KAFKA_AUTO_CREATE_TOPICS_ENABLE: "false",
        KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://${name}:9092`,
      });
      return `${environment.KAFKA_NODE_ID}@${name}:9093`;
    });
    expect(voters).toHaveLength(3);
    for (const [, { environment = {} }] of nodes)
      expect(environment.KAFKA_CONTROLLER_QUORUM_VOTERS).toBe(voters.join(","));
  });
});

it("every variable of ours that a file names is explained to those who run it", () => {
  const files = listFiles(root).filter((path) =>
    /^deploy\/(Dockerfile|compose\.yaml|compose\/|systemd\/)/.test(path),
  );
  const named = files.flatMap((path) => read(path).match(/\bRAE_[A-Z_]+\b/g) ?? []);
  expect(named).toContain("RAE_REDIS_PASSWORD");
  const operations = read("docs/operations.md");
  expect(named.filter((name) => !operations.includes(`| \`${name}\` |`))).toEqual([]);
});

describe("the configuration that compose mounts", () => {
  it.each(["rae-control-plane", "rae-gateway", "rae-aggregator", "rae-api"])(
    "is one that %s takes",
    (program) => {
      const args = ["--check", "--config", join(root, "deploy/compose/control-plane.yaml")];
      const environment = { RAE_REDIS_PASSWORD: "secret" };
      const { status, stderr } = runProgram(imagePrograms.get(program) ?? "", args, environment);
      expect(stderr).toBe("");
      expect(status).toBe(0);
    },
  );

  it("names the containers in which the engines run", () => {
    const { log, view, history } = readYaml<{
      log: { kafka: { brokers: readonly string[] } };
      view: { redis: { single: { host: string } } };
      history: { cassandra: { contactPoints: readonly string[] } };
    }>("deploy/compose/control-plane.yaml");
    const hosts = [
      ...log.kafka.brokers.map((broker) => broker.split(":")[0] ?? ""),
      view.redis.single.host,
      ...history.cassandra.contactPoints,
    ];
    expect(hosts.filter((host) => !Object.hasOwn(compose.services, host))).toEqual([]);
  });

  it("has a lab whose agent knows the simulated devices, the gateway's name and its certificate", () => {
    const agent = loadAgentConfig(join(root, "deploy/compose/agent.yaml"));
    const { devices } = readScenario(join(root, "deploy/compose/scenario.yaml"));
    expect(agent.devices.map(({ usn }) => usn)).toEqual(
      devices.map(({ serial }) => `uuid:roku:ecp:${serial}`),
    );
    const { mqtt } = readYaml<{ mqtt: { serverNames: readonly string[] } }>(
      "deploy/compose/control-plane.yaml",
    );
    expect(mqtt.serverNames).toContain(new URL(agent.gateway.url).hostname);
    expect(calls).toContainEqual(
      expect.objectContaining({
        program: "rae-control-plane",
        args: ["issue-cert", agent.boxId, "--create-authority"],
      }),
    );
    expect(compose.services.agent?.network_mode).toBe("service:simulator");
  });
});
