import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type FleetView,
  openPki,
  openRedisFleetView,
  type RedisFleetViewOptions,
} from "@rae/control-plane";
import { sampleDevice } from "@rae/control-plane/testing";
import { CloseStack, silentLogger, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RedisServer } from "../harness/redis-server.ts";
import { fleetViewContract } from "./fleet-view-contract.ts";

const stack = new CloseStack();
afterAll(() => stack.close());

async function startServer(
  options: Parameters<typeof RedisServer.start>[0] = {},
): Promise<RedisServer> {
  const server = await RedisServer.start(options);
  stack.push("redis", () => server.close());
  return server;
}

type Place = Pick<RedisFleetViewOptions, "topology" | "username" | "password" | "tls">;

async function openAt(place: Place, keepChanges: number): Promise<FleetView> {
  const view = openRedisFleetView({
    ...{ ...place, keepChanges, clock: systemClock, logger: silentLogger },
    keyPrefix: `${crypto.randomUUID()}:`,
  });
  await eventually(() => view.readBoxes(["-"]));
  return view;
}

describe("with a password and TLS", () => {
  let place: Place;
  let wrong: Place;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "rae-redis-tls-"));
    stack.push("certificates", () => rmSync(folder, { recursive: true }));
    const { server: certificate } = await openPki(folder);
    const password = "secret of the tests";
    const server = await startServer({
      isTlsOnly: true,
      configuration: [
        `tls-cert-file ${certificate.certFile}`,
        `tls-key-file ${certificate.keyFile}`,
        `tls-ca-cert-file ${certificate.caFile}`,
        "tls-auth-clients no",
        `user default off`,
        `user rae on ">${password}" ~* &* +@all`,
      ],
      cliArguments: ["--tls", "--cacert", certificate.caFile, "--user", "rae", "--pass", password],
    });
    const { host, port } = server;
    const tls = { ca: await readFile(certificate.caFile, "utf8") };
    place = { topology: { kind: "single", host, port }, username: "rae", password, tls };
    wrong = { ...place, password: "another" };
  });

  fleetViewContract("redis, password and TLS", ({ keepChanges }) => openAt(place, keepChanges));

  test("a wrong password makes calls fail, with the reason that the server gave", async () => {
    const view = openRedisFleetView({ ...wrong, clock: systemClock, logger: silentLogger });
    await expect(view.readBoxes(["-"])).rejects.toThrow("WRONGPASS");
    await view.close();
  });
});

describe("with three masters of a cluster", () => {
  let place: Place;
  beforeAll(async () => {
    const servers = await Promise.all(
      [1, 2, 3].map(() =>
        startServer({ configuration: ["cluster-enabled yes", "cluster-node-timeout 2000"] }),
      ),
    );
    const [first] = servers;
    const nodes = servers.map(({ host, port }) => ({ host, port }));
    const addresses = nodes.map(({ host, port }) => `${host}:${port}`);
    await first?.cli("--cluster", "create", ...addresses, "--cluster-yes");
    await eventually(async () => {
      const states = await Promise.all(servers.map((each) => each.cli("cluster", "info")));
      for (const state of states) expect(state).toContain("cluster_state:ok");
    });
    place = { topology: { kind: "cluster", nodes } };
  });

  fleetViewContract("redis cluster", ({ keepChanges }) => openAt(place, keepChanges));
});

describe("with sentinels", () => {
  let place: Place;
  let master: RedisServer;
  beforeAll(async () => {
    master = await startServer();
    const { host, port } = master;
    await startServer({ configuration: [`replicaof ${host} ${port}`] });
    const sentinels = await Promise.all(
      [1, 2, 3].map(() =>
        startServer({
          isSentinel: true,
          configuration: [
            `sentinel monitor lab ${host} ${port} 2`,
            "sentinel down-after-milliseconds lab 1000",
            "sentinel failover-timeout lab 4000",
          ],
        }),
      ),
    );
    const [first] = sentinels;
    await eventually(
      async () => {
        const known = `${await first?.cli("sentinel", "ckquorum", "lab")}`;
        expect(known).toContain("OK 3 usable");
        expect(await first?.cli("sentinel", "replicas", "lab")).toContain("role-reported\nslave");
      },
      { timeoutMs: 30_000 },
    );
    const addresses = sentinels.map((each) => ({ host: each.host, port: each.port }));
    place = { topology: { kind: "sentinel", name: "lab", sentinels: addresses } };
  });

  fleetViewContract("redis sentinel", ({ keepChanges }) => openAt(place, keepChanges));

  test("after a failover the view is rebuilding, and works once it was refilled", {
    timeout: 240_000,
  }, async () => {
    const view = await openAt(place, 50);
    const nothing = { devices: [], boxes: [], gateways: [], commands: [], leases: [] };
    const fill = () => view.apply({ ...nothing, devices: [sampleDevice()] });
    await view.refill(fill, AbortSignal.timeout(5_000));
    expect(view.completeness()).toBe("complete");
    const { position: before } = await view.scan(AbortSignal.timeout(5_000));
    await master.kill();
    const patience = { timeoutMs: 90_000, intervalMs: 100 };
    // What was read before stays of another life, however long the sentinels take and whatever is seen meanwhile.
    await eventually(async () => {
      const { position } = await view.scan(AbortSignal.timeout(5_000));
      expect(() => view.covers(position, before)).toThrow("before the view was lost");
    }, patience);
    expect(view.completeness()).toBe("rebuilding");
    await eventually(async () => {
      await view.refill(fill, AbortSignal.timeout(5_000));
      expect(view.completeness()).toBe("complete");
    }, patience);
    expect(await view.readDevicesOfBox("box-1")).toEqual([sampleDevice()]);
    await view.close();
  });
});
